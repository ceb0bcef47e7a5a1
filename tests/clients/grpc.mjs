// What an ordinary program does with analytics.v1.IngestService, by the official client, unmodified. Prints one JSON object.
import { createRequire } from 'node:module';
const require = createRequire(process.env.CLIENTS + '/package.json');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const description = loader.loadSync('analytics/v1/ingest.proto', { includeDirs: [process.env.PROTO], longs: Number, defaults: true });
const { IngestService } = grpc.loadPackageDefinition(description).analytics.v1;
const connect = options => new IngestService(process.env.TARGET, grpc.credentials.createInsecure(), options);
const client = connect();
const gzip = connect({ 'grpc.default_compression_algorithm': 2 });

const metadata = entries => Object.entries(entries).reduce((all, [name, value]) => (all.set(name, value), all), new grpc.Metadata());
const json = event => ({ json: Buffer.from(typeof event === 'string' ? event : JSON.stringify(event)) });
const view = (id, more) => json({ event_type: 'page_view', id, user_id: 'ann', ...more });
const tenant = metadata({ 'x-tenant-id': process.env.TENANT });
const outcome = (error, answer) => error
  ? { code: grpc.status[error.code], retry: error.metadata.get('grpc-status-details-bin').some(bytes => bytes.includes('google.rpc.RetryInfo')) }
  : { ...answer, rejected: answer.rejected.map(r => `${r.index} ${r.field} ${r.reason}`) };
const once = (with_, events, options = {}, who = tenant) =>
  new Promise(done => with_.Ingest({ events }, who, options, (error, answer) => done(outcome(error, answer))));
const stream = (batches, options = {}, end = true) => new Promise(done => {
  const call = client.IngestStream(tenant, options, (error, answer) => done(outcome(error, answer)));
  for (const events of batches) call.write({ events });
  if (end) call.end();
});

const result = {};
result.mixed = await once(client, [
  view('1'), view('1'), json('{"event_type":'), json({ user_id: 'ann' }), view('2', { text: 'x'.repeat(40000) }),
  { fields: { type: 'purchase', id: '3', userId: 'ann', amount: '12.34', currency: 'EUR', time: { seconds: 1700000000 }, properties: { fields: { color: { stringValue: 'red' } } } } },
]);
result.gzip = await once(gzip, [view('4'), view('1')]);
result.stream = await stream(Array.from({ length: 100 }, (_, b) => Array.from({ length: 50 }, (_, i) => i === 7 && b % 10 === 0 ? json('[]') : view(`s${b}-${i}`))));
result.again = await stream([[view('s0-0'), view('s99-49'), view('new')]]);
result.deadline = await stream([[view('late')]], { deadline: Date.now() + 500 }, false);
result.tooLarge = await once(client, [json('x'.repeat(11 * 1024 * 1024))]);
result.wrongKey = await once(client, [view('5')], {}, metadata({ 'x-tenant-id': process.env.TENANT, 'x-write-key': 'guessed' }));
result.wrongTenant = await once(client, [view('5', { tenant_id: 'other' })]);
const limited = metadata({ 'x-tenant-id': process.env.LIMITED });
result.burst = await once(client, Array.from({ length: 20 }, (_, i) => view(`q${i}`)), {}, limited);
result.overQuota = await once(client, [view('q20')], {}, limited);
client.close();
gzip.close();
console.log(JSON.stringify(result));
