// What an ordinary program does with CloudEvents over HTTP, by the official SDK, unmodified. Prints one JSON object.
import { createRequire } from 'node:module';
const require = createRequire(process.env.CLIENTS + '/package.json');
const { CloudEvent, HTTP, emitterFor, httpTransport } = require('cloudevents');

const url = process.env.NODE_URL + '/api/v1/events';
const send = async ({ headers, body }) => {
  const answer = await fetch(url, { method: 'POST', headers: { ...headers, 'x-tenant-id': process.env.TENANT }, body });
  return { status: answer.status, ...(await answer.json()) };
};
const order = (id, more) => new CloudEvent({
  specversion: '1.0', id, source: '/shop', type: 'order.placed', time: '2026-01-02T03:04:05Z', subject: 'O-' + id, team: 'caf\u00e9', data: { user_id: 'ann', amount: '12.50' }, ...more,
});
const result = {};
result.binary = await send(HTTP.binary(order('1')));
result.structured = await send(HTTP.structured(order('2')));
result.again = await send(HTTP.structured(order('1')));
result.elsewhere = await send(HTTP.binary(order('1', { source: '/other' })));
result.batch = await send({
  headers: { 'content-type': 'application/cloudevents-batch+json' },
  body: JSON.stringify([order('3').toJSON(), { ...order('4').toJSON(), source: undefined }, order('5', { data: [1, 2] }).toJSON()]),
});
const { 'ce-type': type, ...untyped } = HTTP.binary(order('6')).headers;
result.untyped = await send({ headers: untyped, body: '{}' });
result.emitted = (await emitterFor(httpTransport(url))(order('7'))).body;
console.log(JSON.stringify(result));
