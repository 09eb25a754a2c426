import { Decimal128, Double, Int32, Long, ObjectId } from 'mongodb';
import { FIRST, insertLogs, logDocument } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { exportFile } from '../support/whole-export';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ variables: { EXPORT_BATCH_LOGS: '2' } });
});
afterAll(() => stack.stop());

const text = {
  ...{ trace_id: 'trace-1', ai_org: 'openai', ai_model: 'gpt-4o', cost_currency: 'USD', config: 'pc-1' },
  ...{
    prompt_slug: 'greet',
    request_url: 'https://api.example/v1',
    request_method: 'POST',
    cache_status: 'SEMANTIC HIT',
  },
  ...{ cache_type: 'SEMANTIC', mode: 'FALLBACK', virtual_key: 'vk', runtime: 'node', runtime_version: '20' },
  ...{ sdk_version: '3.1.0', prompt_version_id: 'pv-1' },
};
const oid = new ObjectId('65f0c0ffee65f0c0ffee65f0');
const request = { model: 'gpt-4o', 'a.b': [1, { $set: null }], n: Long.fromString('9007199254740993') };
const requestJson = '{"model":"gpt-4o","a.b":[1,{"$set":null}],"n":9007199254740993}';

/** Each dialect: the document as stored, and the JSON that each column must have, by both its names. */
const dialects = {
  'literal dotted metadata, 32 bits, dates': {
    document: {
      _id: 'log-a',
      created_at: new Date(FIRST),
      request: { body: request },
      metrics: {
        ...text,
        ...{ req_units: new Int32(3), res_units: new Int32(4), total_units: new Int32(7), cost: new Double(0.25) },
        ...{ response_time: new Int32(120), response_status_code: new Int32(200), is_success: new Int32(1) },
        ...{ stream_mode: new Int32(1), retry_success_count: new Int32(0) },
        'metadata.key': ['_user', 'team'],
        'metadata.value': ['ann', 'ä'],
      },
    },
    id: '"log-a"',
    createdAt: '"2026-03-09T10:00:00.000Z"',
    request: requestJson,
    numbers: { units: ['3', '4', '7'], cost: '0.25', time: '120', status: '200', success: '1', retries: '0' },
    streamMode: '"TRUE"',
  },
  'nested metadata, 64 bits and decimals, ISO strings, ObjectId': {
    document: {
      _id: oid,
      created_at: '2026-03-09T10:00:00.001Z',
      request: { body: request },
      metrics: {
        ...text,
        ...{
          req_units: Long.fromNumber(3),
          res_units: Long.fromString('9007199254740993'),
          total_units: new Double(7),
        },
        ...{ cost: Decimal128.fromString('0.1234567890123456789'), response_time: new Double(120.5) },
        ...{ response_status_code: Long.fromNumber(200), is_success: true, stream_mode: false },
        retry_success_count: Decimal128.fromString('2'),
        metadata: { key: ['_user', 'team'], value: ['ann', 'ä'] },
      },
    },
    id: '"65f0c0ffee65f0c0ffee65f0"',
    createdAt: '"2026-03-09T10:00:00.001Z"',
    request: requestJson,
    numbers: {
      units: ['3', '9007199254740993', '7'],
      ...{ cost: '0.1234567890123456789', time: '120.5', status: '200', success: '1', retries: '2' },
    },
    streamMode: '"FALSE"',
  },
} as const;

type Dialect = (typeof dialects)[keyof typeof dialects];

function expectedColumns({ id, createdAt, request: body, numbers, streamMode }: Dialect): Record<string, string> {
  const { units, cost, time, status, success, retries } = numbers;
  const { ai_org, ...sameName } = text;
  const strings = Object.entries({ ...sameName, ai_org, ai_provider: ai_org, provider: sameName.virtual_key });
  return {
    ...Object.fromEntries(strings.map(([name, value]) => [name, JSON.stringify(value)])),
    ...{ id, created_at: createdAt, request: body, 'request.body': body },
    ...{ response: '{"ok":true}', 'response.body': '{"ok":true}', stream_mode: streamMode, cost, response_time: time },
    ...{ request_tokens: units[0], req_units: units[0], response_tokens: units[1], res_units: units[1] },
    ...{ total_tokens: units[2], total_units: units[2], status_code: status, response_status_code: status },
    ...{ is_success: success, retry_success_count: retries, metadata: '{"_user":"ann","team":"ä"}' },
    ...{ 'metadata.key': '["_user","team"]', 'metadata.value': '["ann","ä"]' },
  };
}

test('every field of the catalogue, in both spellings and in the order asked for, of every dialect', async () => {
  await insertLogs(
    stack,
    Object.values(dialects).map(({ document }) => {
      const { metrics, ...rest } = document;
      const stored = logDocument(0, { ...rest, response: { status: 200, body: { ok: true } } });
      return { ...stored, metrics: { ...metrics, workspace_slug: 'main' } };
    }),
  );
  const client = await stack.client();
  const catalogue = await client.send<{ data: { name: string }[] }>('GET', '/v1/logs/exports/fields');
  const names = catalogue.body.data.map(({ name }) => name);
  for (const requested of [names, [...names].reverse()]) {
    const { content } = await exportFile(client, { requested_data: requested });
    const lines = content.toString().trimEnd().split('\n');
    const wanted = Object.values(dialects).map((dialect) => {
      const columns = expectedColumns(dialect);
      return `{${requested.map((name) => `"${name}":${columns[name] ?? `no expectation of ${name}`}`).join(',')}}`;
    });
    expect(lines).toEqual(wanted);
  }
});

test('a log that lacks everything has null for everything', async () => {
  const bare = {
    _id: 'bare',
    organisation_id: 'bare',
    created_at: new Date(FIRST),
    metrics: { workspace_slug: 'main' },
  };
  await insertLogs(stack, [bare as never]);
  const client = await stack.client({ organisation: 'bare' });
  const catalogue = await client.send<{ data: { name: string }[] }>('GET', '/v1/logs/exports/fields');
  const names = catalogue.body.data.map(({ name }) => name);
  const { content } = await exportFile(client, { requested_data: names });
  const expected = Object.fromEntries(names.map((name) => [name, null]));
  const time = new Date(FIRST).toISOString();
  expect(JSON.parse(content.toString())).toEqual({ ...expected, id: 'bare', created_at: time });
});

test('the numeric filters compare across the types of numbers that a store holds', async () => {
  const stored = [new Int32(5), Long.fromNumber(6), new Double(7), Decimal128.fromString('8'), new Double(8.5)];
  const documents = stored.map((total_units, index) =>
    logDocument(index, { _id: `t-${index}`, metrics: { workspace_slug: 'types', total_units } }),
  );
  await insertLogs(stack, documents);
  const filters = { total_units_min: 6, total_units_max: 8 };
  const body = { filters, requested_data: ['id'] };
  const { content } = await exportFile(await stack.client({ workspace: 'types' }), body);
  expect(content.toString()).toBe(['t-1', 't-2', 't-3'].map((id) => `{"id":"${id}"}\n`).join(''));
});
