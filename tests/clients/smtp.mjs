// An ordinary mail server: smtp-server, unmodified. Says "later" to the first message, takes the following ones, and prints what it got as one JSON array after COUNT of them.
import { createRequire } from 'node:module';
const require = createRequire(process.env.CLIENTS + '/package.json');
const { SMTPServer } = require('smtp-server');

const taken = [];
let tries = 0;
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: process.env.TLS ? [] : ['STARTTLS'],
  async onData(stream, session, done) {
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    if (++tries === 1) return done(Object.assign(new Error('Come back later'), { responseCode: 451 }));
    taken.push({ from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map(recipient => recipient.address), message: Buffer.concat(chunks).toString() });
    done();
    if (taken.length === Number(process.env.COUNT)) server.close(() => console.log(JSON.stringify(taken)));
  },
});
server.on('error', () => { });
server.listen(Number(process.env.PORT), '127.0.0.1');
if (process.env.TLS) setTimeout(() => server.close(() => console.log(JSON.stringify(taken))), Number(process.env.TLS));
