// What an ordinary publisher does, by amqplib, unmodified: persistent messages to a topic exchange, each confirmed by the broker; when the connection breaks it connects anew and sends again what was
// not confirmed, under the same message id. Prints one JSON object.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
const amqp = createRequire(process.env.CLIENTS + '/package.json')('amqplib');

const count = Number(process.env.COUNT), prefix = process.env.PREFIX;
const keys = ['event.published', 'registration.created', 'registration.cancelled', 'checkin.completed', 'payment.completed'];
const bodyOf = (key, i) => ({
  eventId: `e-${i % 7}`, organizationId: 'o-1', userId: `u-${i % 50}`, registrationId: `r-${i}`, ticketTypeId: i % 2 ? 'vip' : 'day', source: 'mail',
  ...(key === 'payment.completed' ? { amount: 12.5, currency: 'EUR' } : {}),
});
const poison = process.env.POISON ? ['{"broken":', '[1]', ''] : [];
const messages = Array.from({ length: count }, (_, i) => ({ key: keys[i % keys.length], id: `${prefix}-${i}`, body: JSON.stringify(bodyOf(keys[i % keys.length], i)) }))
  .concat(poison.map((body, i) => ({ key: 'registration.created', id: `${prefix}-poison-${i}`, body })));

let connects = 0;
const pending = new Set(messages);
const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
while (pending.size > 0) {
  try {
    const connection = await amqp.connect(process.env.AMQP);
    connects++;
    const broken = new Promise((_, fail) => connection.on('error', fail).on('close', () => fail(new Error('closed'))));
    broken.catch(() => { });
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => { });
    const wave = async batch => {
      for (const m of batch)
        channel.publish('events', m.key, Buffer.from(m.body), { persistent: true, messageId: m.id, timestamp: 1767323045, contentType: 'application/json', headers: { 'x-tenant-id': process.env.TENANT } },
          error => { if (!error) pending.delete(m); });
      await Promise.race([channel.waitForConfirms(), broken]);
    };
    const todo = [...pending];
    for (let at = 0; at < todo.length; at += 200) {
      await wave(todo.slice(at, at + 200));
      // Half of it, and the rest when there is a file of this name.
      while (process.env.GO && messages.length - pending.size >= messages.length / 2 && !existsSync(process.env.GO)) await pause(20);
    }
    await connection.close();
  } catch {
    await pause(100);
  }
}
console.log(JSON.stringify({ sent: messages.length, connects }));
