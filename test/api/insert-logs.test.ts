import type { Document } from 'mongodb';
import type { ApiClient } from '../support/client';
import { countWritten, expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';
import { storeLogs } from '../support/stored-logs';

let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  stack = await startStack({ worker: false, variables: { REQUEST_BODY_BYTES: '20000000' } });
  client = await stack.client();
});
afterAll(() => stack.stop());

const log = { request: { body: {} }, response: { status: 200, body: {} } };
const stored = (id: string) =>
  stack.mongo
    .db(stack.config.MONGO_DATABASE)
    .collection<Document & { _id: string }>(stack.config.MONGO_COLLECTION_NAME)
    .findOne({ _id: id });

test('one log, or a list of them, is answered with the ids in order', async () => {
  const one = await client.insert(log);
  expect(one.body).toEqual({ object: 'list', total: 1, data: [{ id: expect.any(String) as string, object: 'log' }] });
  const many = await client.insert(Array.from({ length: 1_000 }, (_, n) => ({ ...log, request: { body: { n } } })));
  expect(many.body).toMatchObject({ object: 'list', total: 1_000 });
  const ids = many.body.data.map(({ id }) => id);
  expect(new Set(ids).size).toBe(1_000);
  // Their times are the same, so the ids decide the order in an export.
  expect(ids.toSorted()).toEqual(ids);
  expect((await stored(ids[999]!))?.request).toMatchObject({ body: { n: 999 } });
});

type Case = [body: string, param: string, says: RegExp];
const at = (request: string, response = '{"body":{}}', metadata = '{}') =>
  `{"request":${request},"response":${response},"metadata":${metadata}}`;
const cases: Case[] = [
  ['', 'body', /must be/],
  ['null', 'body', /must be an object/],
  ['"log"', 'body', /must be an object/],
  ['[]', 'body', /must have at least 1 item/],
  ['{}', 'request', /is missing: it must be an object/],
  ['{"request":{}}', 'response', /is missing: it must be an object/],
  ['{"response":{}}', 'request', /is missing/],
  ['[null]', '0', /must be an object/],
  [`[${at('{}')},{"request":{}}]`, '1.response', /is missing/],
  [`[${at('{}')},${at('{"url":5}')}]`, '1.request.url', /must be text/],
  [at('null'), 'request', /must be an object/],
  [at('"x"'), 'request', /must be an object/],
  [at('[]'), 'request', /must be an object/],
  [at('{"url":null}'), 'request.url', /must be text/],
  [at(`{"url":"${'u'.repeat(8_193)}"}`), 'request.url', /at most 8192 characters/],
  [at('{"method":1}'), 'request.method', /must be text/],
  [at(`{"method":"${'M'.repeat(17)}"}`), 'request.method', /at most 16 characters/],
  [at('{"provider":{}}'), 'request.provider', /must be text/],
  [at(`{"provider":"${'p'.repeat(257)}"}`), 'request.provider', /at most 256 characters/],
  [at('{"headers":[]}'), 'request.headers', /must be an object/],
  [at('{"headers":"a"}'), 'request.headers', /must be an object/],
  [at('{"portkeyHeaders":1}'), 'request.portkeyHeaders', /must be an object/],
  [at('{}', 'null'), 'response', /must be an object/],
  [at('{}', '{"status":"200"}'), 'response.status', /must be a (whole )?number/],
  [at('{}', '{"status":null}'), 'response.status', /must be a (whole )?number/],
  [at('{}', '{"status":20.5}'), 'response.status', /must be a whole number/],
  [at('{}', '{"status":-1}'), 'response.status', /must be at least 0/],
  [at('{}', '{"status":1000}'), 'response.status', /must be at most 999/],
  [at('{}', '{"status":12345678901234567890}'), 'response.status', /must be a (whole )?number/],
  [at('{}', '{"response_time":"5"}'), 'response.response_time', /must be a number/],
  [at('{}', '{"response_time":-5}'), 'response.response_time', /must be at least 0/],
  [at('{}', '{"headers":null}'), 'response.headers', /must be an object/],
  [at('{}', '{}', 'null'), 'metadata', /must be an object/],
  [at('{}', '{}', '["a"]'), 'metadata', /must be an object/],
  [at('{}', '{}', '"a"'), 'metadata', /must be an object/],
  [at('{}', '{}', '{"__proto__":"a"}'), 'metadata.__proto__', /not a key that can be used/],
  [at('{"__proto__":{}}'), 'request.__proto__', /not a key that can be used/],
  [`{"request":{},"response":{},"_id":"x"}`, '_id', /not known. Known are: request, response, metadata/],
  [`{"request":{},"response":{},"organisation_id":"rival"}`, 'organisation_id', /not known/],
  [`{"request":{},"response":{},"$set":{}}`, '$set', /not known/],
  [at('{"body":{"a\\u0000b":1}}'), 'request.body.a\\u0000b', /must not have a NUL character in its key/],
  [at('{"body":{"a":{"b":1,"b":2}}}'), 'request.body.a.b', /is given twice/],
  [at('{}', '{}', '{"a":1,"a":2}'), 'metadata.a', /is given twice/],
  [at('{"body":{"\\udc00":1}}'), 'request.body.\\udc00', /half of a surrogate pair in its key/],
  [`[${at('{"body":[1e9999]}')}]`, '0.request.body.0', /more digits than MongoDB keeps \(34\)/],
  [at(`{"body":${'9'.repeat(39)}}`), 'request.body', /more digits/],
  ['{"request":{},\n"response":{},}', 'body', /line 2, column 15 has "}" where a key in double quotes should be/],
  [`[${at('{}', '{"body":[{"\\u0000":1}]}')}]`, '0.response.body.0.\\u0000', /must not have a NUL/],
];
test.each(cases.map(([body, param, says]) => ({ title: body.slice(0, 90), body, param, says })))(
  'refuses $title',
  async ({ body, param, says }) => {
    const before = await countWritten(stack);
    expectRefusal(await client.send('POST', '/v1/logs', body), { param, says });
    expect(await countWritten(stack)).toEqual(before);
  },
);

const tooLarge: [what: string, body: () => unknown, param: string | null, says: RegExp][] = [
  [
    '1,001 logs',
    () => Array.from({ length: 1_001 }, () => log),
    null,
    /at most 1000 logs; this one has 1001. Split it/,
  ],
  ['more bytes than it may have', () => at(`{"body":"${'x'.repeat(20_000_000)}"}`), null, /larger than 20000000 bytes/],
  [
    'a log past 16 MiB',
    () => [log, { ...log, request: { body: 'x'.repeat(16_777_216) } }],
    '1',
    /at index 1 takes 16777\d+ bytes/,
  ],
];
test.each(tooLarge)('refuses %s', async (_, body, param, says) => {
  const before = await countWritten(stack);
  expectRefusal(await client.send('POST', '/v1/logs', body()), { status: 413, code: 'payload_too_large', param, says });
  expect(await countWritten(stack)).toEqual(before);
});

const kept = [
  '{"n":9007199254740993,"m":-9223372036854775808,"l":9223372036854775807}',
  '{"n":18446744073709551616,"m":-9999999999999999999999999999999999}',
  '{"n":[12345678901234567890,{"deep":9007199254740993}],"d":0.1,"e":-0.5}',
  '{"__proto__":{"a":1},"b":2}',
  '{"__proto__":"a","b":{"__proto__":null}}',
  '{"__proto__":{"a":1},"n":9007199254740993}',
  '{"_bsontype":"ObjectId","id":"x"}',
  '{"a":[{"_bsontype":5}]}',
  '{"$set":{"a.b":1},"":0,"constructor":1,"toJSON":2,"$ref":"r"}',
  '{"text":"\\u0000 é 你 😀 \\u2028\\u2029\\u0085"}',
  '{"logit_bias":{"50256":-100,"1000":5},"tools":{"10":{"b":1,"9":2},"9":{}}}',
  '{"temperature":1.0,"top_p":0.10,"big":12345678901234567890.123,"far":1E+400,"zero":-0}',
  '[]',
  'null',
  '"text"',
  'true',
  `${'{"a":'.repeat(96)}1${'}'.repeat(96)}`,
];
test.each(kept.map((body) => ({ title: body.slice(0, 90), body })))(
  'keeps the body $title as it was sent',
  async ({ body }) => {
    const { data } = (await client.insert(`{"request":{"body":${body}},"response":{"body":${body}}}`)).body;
    const answer = await fetch(`${client.url}/v1/logs/${data[0]!.id}`, {
      headers: { 'x-portkey-api-key': client.key },
    });
    const text = await answer.text();
    expect(text).toContain(`"request":{"method":"POST","headers":{},"body":${body},"portkeyHeaders":{}}`);
    expect(text).toContain(`"body":${body}}`);
  },
);

test('metadata come back in their order, null as null, numbers as they were spelt', async () => {
  const metadata = '{"10":"a","9":1.0,"none":null,"list":[1.50,{"2":1,"1":2}]}';
  const { data } = (
    await client.insert(`{"request":{},"response":{"status":200.0,"response_time":812.0},"metadata":${metadata}}`)
  ).body;
  const { metrics } = (await stored(data[0]!.id))!;
  expect(metrics).toMatchObject({ response_status_code: 200, response_time: 812 });
  const { body } = await client.send('GET', `/v1/logs/${data[0]!.id}`);
  expect(body).toMatchObject({
    metrics: {
      'metadata.key': ['10', '9', 'none', 'list'],
      'metadata.value': ['a', '1.0', null, '[1.50,{"2":1,"1":2}]'],
    },
  });
});

test('half of a surrogate pair, which UTF-8 does not hold, is kept as U+FFFD', async () => {
  const { data } = (await client.insert('{"request":{"body":"a\\ud83d"},"response":{}}')).body;
  expect((await stored(data[0]!.id))?.request).toMatchObject({ body: 'a\ufffd' });
});

test('a body with a byte order mark is read', async () => {
  const { body } = await client.send('POST', '/v1/logs', `\ufeff${JSON.stringify(log)}`);
  expect(body).toMatchObject({ total: 1 });
});

test('GET tells the values that an export tells, however the store spells them', async () => {
  const metrics = { is_success: true, mode: 'loadbalance', cache_type: 'simple', response_status_code: '200', x: true };
  await storeLogs(stack, [
    { _id: 'gateway', metrics: { ...metrics, metadata: { key: ['a', null], value: [null, 'b'] } } },
  ]);
  const { body } = await client.send('GET', '/v1/logs/gateway');
  expect(body).toMatchObject({
    metrics: {
      ...{ is_success: 1, mode: 'LOADBALANCE', cache_type: 'SIMPLE', response_status_code: 200, x: true },
      metadata: { key: ['a', null], value: [null, 'b'] },
    },
  });
});

test('GET answers the log in the shape that is stored, under its id', async () => {
  const { data } = (await client.insert({ ...log, metadata: { team: 'search' } })).body;
  const { status, body } = await client.send('GET', `/v1/logs/${data[0]!.id}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id: data[0]!.id,
    object: 'log',
    organisation_id: 'acme',
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/) as string,
    metrics: { workspace_slug: 'main', 'metadata.key': ['team'], 'metadata.value': ['search'] },
  });
});
