// What an ordinary program does with ClickHouse, by the official client, unmodified. Prints one JSON object.
import { Readable } from 'node:stream';
import { createRequire } from 'node:module';
const require = createRequire(process.env.CLIENTS + '/package.json');
const { createClient } = require('@clickhouse/client');

const connect = (username, password) => createClient({
  url: process.env.STORE_URL, username, password, database: 'analytics',
  compression: { response: true, request: true },
});
const writer = connect(process.env.STORE_USER, process.env.STORE_PASSWORD);
const reader = connect(process.env.STORE_READER, process.env.STORE_READER_PASSWORD);
const result = {};

result.ping = (await writer.ping()).success;
await writer.command({ query: 'CREATE TABLE client_rows (id UInt64, name String) ENGINE = MergeTree ORDER BY id' });
await writer.insert({ table: 'client_rows', values: [{ id: 1, name: 'one' }, { id: 2, name: "t'w\no" }], format: 'JSONEachRow' });
await writer.insert({ table: 'client_rows', values: Readable.from([[3, 'three'], [4, 'four']], { objectMode: true }), format: 'JSONCompactEachRow' });
const exec = await writer.exec({ query: 'INSERT INTO client_rows FORMAT CSV', values: Readable.from(['5,five\n'], { objectMode: false }) });
exec.stream.resume();
const bound = await reader.query({
  query: 'SELECT id, name FROM client_rows WHERE id <= {most:UInt64} AND name != {not:String} ORDER BY id',
  query_params: { most: 3, not: "x' OR '1'='1" }, format: 'JSONEachRow', clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
});
result.bound = await bound.json();
result.json = (await (await reader.query({ query: 'SELECT count() AS n FROM client_rows', format: 'JSON' })).json()).data;
let streamed = 0;
const stream = (await reader.query({ query: 'SELECT number FROM numbers(200000)', format: 'JSONCompactEachRow' })).stream();
for await (const rows of stream) streamed += rows.length;
result.streamed = streamed;
try {
  await reader.query({ query: 'SELECT * FROM missing' });
} catch (error) {
  result.error = { code: error.code, type: error.type };
}
try {
  await reader.insert({ table: 'client_rows', values: [{ id: 9, name: 'no' }], format: 'JSONEachRow' });
} catch (error) {
  result.denied = error.code;
}
await Promise.all([writer.close(), reader.close()]);
console.log(JSON.stringify(result));
