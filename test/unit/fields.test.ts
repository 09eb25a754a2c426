import { columnsFor, contentField, fields, findField, projectionFor } from '../../src/model/fields';

/** The contract's table: 2026 name, earlier name, path in the document. */
const catalogue: [current: string | null, earlier: string | null, path: string][] = [
  ['id', null, '_id'],
  ['trace_id', null, 'metrics.trace_id'],
  ['created_at', null, 'created_at'],
  ['request', 'request.body', 'request.body'],
  ['response', 'response.body', 'response.body'],
  ['ai_provider', 'ai_org', 'metrics.ai_org'],
  ['ai_model', null, 'metrics.ai_model'],
  ['request_tokens', 'req_units', 'metrics.req_units'],
  ['response_tokens', 'res_units', 'metrics.res_units'],
  ['total_tokens', 'total_units', 'metrics.total_units'],
  ['cost', null, 'metrics.cost'],
  ['cost_currency', null, 'metrics.cost_currency'],
  ['response_time', null, 'metrics.response_time'],
  ['status_code', 'response_status_code', 'metrics.response_status_code'],
  ['config', null, 'metrics.config'],
  ['prompt_slug', null, 'metrics.prompt_slug'],
  ['metadata', null, 'metrics.metadata'],
  ['provider', 'virtual_key', 'metrics.virtual_key'],
  [null, 'metadata.key', 'metrics.metadata.key'],
  [null, 'metadata.value', 'metrics.metadata.value'],
  ...[
    ...['is_success', 'request_url', 'request_method', 'cache_status', 'cache_type', 'stream_mode', 'mode'],
    ...['retry_success_count', 'runtime', 'runtime_version', 'sdk_version', 'prompt_version_id'],
  ].map((name): [null, string, string] => [null, name, `metrics.${name}`]),
];

test.each(catalogue)('%s, earlier %s, is held in %s', (current, earlier, path) => {
  for (const [name, alias] of [[current, earlier] as const, [earlier, current] as const]) {
    if (name !== null) expect(findField(name)).toMatchObject({ name, alias, path });
  }
});

test('there are no other fields', () => {
  const names = catalogue.flatMap(([current, earlier]) => [current, earlier]).filter((name) => name !== null);
  expect(fields.map(({ name }) => name).sort()).toEqual(names.sort());
});

test('columns come in the order asked for; an unknown one is a bug', () => {
  expect(columnsFor(['cost', 'id', 'ai_org']).map(({ name }) => name)).toEqual(['cost', 'id', 'ai_org']);
  expect(() => columnsFor(['id', 'constructor'])).toThrow('The field catalogue has no field "constructor".');
});

test.each([
  [['id', 'cost'], undefined],
  [['id', 'response.body', 'request'], 'response.body'],
  [['metadata', 'request'], 'request'],
  [['request_url', 'request_tokens'], undefined],
])('of %j, the content is %s', (names, content) => {
  expect(contentField(names)).toBe(content);
});

/** The sort key comes always: it decides the order. */
const key = { _id: 1, created_at: 1 };
test.each([
  [['id'], key],
  [['cost', 'status_code'], { ...key, 'metrics.cost': 1, 'metrics.response_status_code': 1 }],
  [['ai_org', 'ai_provider'], { ...key, 'metrics.ai_org': 1 }],
  [['cost', 'metadata.key', 'request'], { ...key, metrics: 1, 'request.body': 1 }],
])('%j fetches no more than %j', (names, projection) => {
  expect(projectionFor(columnsFor(names))).toEqual(projection);
});
