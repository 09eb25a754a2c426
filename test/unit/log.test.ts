import { Decimal128, Long } from 'mongodb';
import { type LogSource, toLogDocument } from '../../src/model/log';

const now = new Date('2026-03-09T10:00:00.000Z');
const tenant = { organisationId: 'acme', workspaceId: 'main' };
const make = (source: Partial<LogSource>) =>
  toLogDocument({ request: {}, response: {}, ...source }, { id: 'log-1', tenant, now });
const metricsOf = (source: Partial<LogSource>) => make(source).metrics as Record<string, unknown>;

test('a bare log has what is known of every log', () => {
  expect(make({})).toEqual({
    _id: 'log-1',
    organisation_id: 'acme',
    created_at: now,
    request: { method: 'POST', headers: {}, portkeyHeaders: {} },
    response: { status: 200, headers: {} },
    metrics: {
      workspace_slug: 'main',
      cost_currency: 'USD',
      response_status_code: 200,
      is_success: 1,
      request_method: 'POST',
      stream_mode: 0,
      cache_status: 'DISABLED',
      retry_success_count: 0,
      mode: 'SINGLE',
      'metadata.key': [],
      'metadata.value': [],
    },
  });
});

test('a key of all workspaces writes logs of none', () => {
  const all = { organisationId: 'acme', workspaceId: null };
  const { metrics } = toLogDocument({ request: {}, response: {} }, { id: 'x', tenant: all, now });
  expect(metrics).not.toHaveProperty('workspace_slug');
});

const bodies: [provider: string, request: object, response: object, expected: object][] = [
  [
    'OpenAI',
    { model: 'gpt-4o', stream: true },
    { model: 'gpt-4o-2024-08-06', usage: { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 } },
    { ai_model: 'gpt-4o-2024-08-06', req_units: 9, res_units: 12, total_units: 21, stream_mode: 1 },
  ],
  [
    'Anthropic',
    { model: 'claude-sonnet-4' },
    { model: 'claude-sonnet-4-20250514', usage: { input_tokens: 30, output_tokens: 7 } },
    { ai_model: 'claude-sonnet-4-20250514', req_units: 30, res_units: 7, total_units: 37 },
  ],
  [
    'Gemini',
    { contents: [] },
    {
      modelVersion: 'gemini-2.5-pro',
      usageMetadata: { promptTokenCount: 4, candidatesTokenCount: 6, totalTokenCount: 15 },
    },
    { ai_model: 'gemini-2.5-pro', req_units: 4, res_units: 6, total_units: 15 },
  ],
  ['an embedding', { model: 'e' }, { usage: { prompt_tokens: 5, total_tokens: 5 } }, { req_units: 5, total_units: 5 }],
  ['only a request', { model: 'gpt-4o' }, {}, { ai_model: 'gpt-4o' }],
  ['a cost in dollars', {}, { usage: { cost: 0.0125 } }, { cost: 1.25 }],
  ['a cost that no binary fraction is', {}, { usage: { cost: 0.07 } }, { cost: 7 }],
];
test.each(bodies)('tokens and model from a body of %s', (_, request, response, expected) => {
  expect(metricsOf({ request: { body: request }, response: { body: response } })).toMatchObject(expected);
});

test.each([null, 'text', 5, [], [{ model: 'm' }], { usage: 'none', model: 5 }, { usage: null }])(
  'a body %j tells nothing, and breaks nothing',
  (body) => {
    const metrics = metricsOf({ request: { body }, response: { body } });
    for (const name of ['ai_model', 'req_units', 'res_units', 'total_units', 'cost']) {
      expect(metrics).not.toHaveProperty(name);
    }
  },
);

const times: [what: string, source: Partial<LogSource>, expected: string][] = [
  ['its metadata', { metadata: { created_at: '2026-03-01T00:00:00Z' } }, '2026-03-01T00:00:00.000Z'],
  ['its envelope', { response: { createdAt: '2026-03-02' } }, '2026-03-02T00:00:00.000Z'],
  ['its request, without a zone', { request: { created_at: '2026-03-02T08:00:00' } }, '2026-03-02T08:00:00.000Z'],
  ["no provider's own time", { response: { body: { created: 1_741_514_400 } } }, now.toISOString()],
  [
    'the envelope before the answer',
    { metadata: { created_at: '2026-03-01' }, response: { body: { created: 1_741_514_400 } } },
    '2026-03-01T00:00:00.000Z',
  ],
  ['no time to come', { metadata: { created_at: '2026-03-10' } }, now.toISOString()],
  ['no tag that only looks like a time', { metadata: { created_at: 'release 3' } }, now.toISOString()],
  ['no day that does not exist', { metadata: { created_at: '2026-02-30' } }, now.toISOString()],
  ['an offset in hours', { metadata: { created_at: '2026-03-09 08:00:00+02' } }, '2026-03-09T06:00:00.000Z'],
  ['no nonsense', { metadata: { created_at: 'soon' }, response: { body: { created: 5 } } }, now.toISOString()],
];
test.each(times)('the time of a log is taken from %s', (_, source, expected) => {
  expect((make(source).created_at as Date).toISOString()).toBe(expected);
});

test('what was sent in an order that plain objects would change keeps it', () => {
  const metadata = new Map<string, unknown>([
    ['10', 'a'],
    [
      '9',
      new Map([
        ['2', 1.5],
        ['1', 2],
      ]),
    ],
    ['trace_id', 't'],
    ['x', -0],
  ]);
  const headers = new Map([
    ['_bsontype', 'x'],
    ['authorization', 'sk-secret'],
    ['X-Portkey-Provider', 'openai'],
  ]);
  const body = new Map<string, unknown>([
    ['2', 1],
    ['model', 'm'],
    ['usage', new Map([['prompt_tokens', Long.fromInt(5)]])],
  ]);
  const document = make({ request: { headers, body }, response: { body }, metadata });
  expect(document.request).toMatchObject({
    headers: new Map([
      ['_bsontype', 'x'],
      ['X-Portkey-Provider', 'openai'],
    ]),
    body,
  });
  expect(document.metrics).toMatchObject({
    ...{ trace_id: 't', ai_org: 'openai', ai_model: 'm', req_units: 5, total_units: 5 },
    'metadata.key': ['10', '9', 'x'],
    'metadata.value': ['a', '{"2":1.5,"1":2}', '-0'],
  });
});

test.each([
  [200, 1],
  [204, 1],
  [302, 0],
  [429, 0],
  [500, 0],
])('status %d makes is_success %d', (status, is_success) => {
  expect(make({ response: { status } })).toMatchObject({ response: { status }, metrics: { is_success } });
});

const secret = ['Authorization', 'x-portkey-api-key', 'api_key', 'X-API-Key', 'cookie', 'Set-Cookie', 'x-goog-api-key'];
const alsoSecret = ['x-amz-security-token', 'x-portkey-aws-access-key-id', 'ocp-apim-subscription-key', 'X-Password'];
const ofVertex = 'x-portkey-vertex-service-account-json';
test.each([...secret, ...alsoSecret, ofVertex])('the header %s is not stored', (name) => {
  const headers = { [name]: 'sk-secret', 'content-type': 'application/json', 'x-ratelimit-remaining-tokens': '5' };
  const document = make({ request: { headers, portkeyHeaders: headers }, response: { headers } });
  expect(JSON.stringify(document)).not.toContain('sk-secret');
  expect(document.request).toMatchObject({ headers: { 'content-type': 'application/json' } });
  expect(document.response).toMatchObject({ headers: { 'x-ratelimit-remaining-tokens': '5' } });
});

test.each<[what: string, config: unknown, stored: string | null]>([
  ['given by its name', 'pc-prod-1', 'pc-prod-1'],
  ['as text', '{"provider":"openai","api_key":"sk-secret","retry":{"n":3}}', '{"provider":"openai","retry":{"n":3}}'],
  ['as an object', { targets: [{ apiKey: 'sk-secret', weight: 1 }] }, '{"targets":[{"weight":1}]}'],
  ['cut short', '{"api_key":"sk-secret",', null],
  ['nested deeply', '{"a":'.repeat(100_000) + '"sk-secret"' + '}'.repeat(100_000), null],
])('of a config %s no key is stored', (_, config, stored) => {
  const document = make({ request: { portkeyHeaders: { 'X-Portkey-Config': config } } });
  expect(document).toMatchObject({ request: { portkeyHeaders: { 'X-Portkey-Config': stored } } });
  expect((document.metrics as Record<string, unknown>).config).toBe(stored ?? undefined);
});

test.each([
  ['https://x.dev/v1/m:go?key=AIza&alt=sse', 'https://x.dev/v1/m:go?key=***&alt=sse'],
  ['https://x.dev/?a=1&api_key=k#f', 'https://x.dev/?a=1&api_key=***#f'],
  ['https://x.dev/?X-Amz-Signature=abc', 'https://x.dev/?X-Amz-Signature=***'],
  ['https://user:pass@x.dev/?Signature=abc', 'https://x.dev/?Signature=***'],
  ['https://x.dev/a@b?to=c@d', 'https://x.dev/a@b?to=c@d'],
  ['https://x.dev/keys?monkey=1', 'https://x.dev/keys?monkey=1'],
])('a key in the URL %s is not stored', (url, expected) => {
  expect(make({ request: { url } })).toMatchObject({ request: { url: expected }, metrics: { request_url: expected } });
});

test('reserved metadata and headers become columns, the rest pairs of text', () => {
  const metadata = {
    traceId: 't',
    span_id: 's',
    spanName: 'n',
    parent_span_id: 42,
    user: 'u',
    n: 5,
    yes: true,
    none: null,
    list: [1, { a: 'b' }],
    big: Long.fromString('9007199254740993'),
    huge: { n: Decimal128.fromString('12345678901234567890123') },
  };
  const headers = { 'x-portkey-config': 'c', 'x-portkey-virtual-key': 'vk', 'X-Portkey-Provider': 'openai' };
  expect(metricsOf({ request: { headers }, metadata })).toMatchObject({
    trace_id: 't',
    span_id: 's',
    span_name: 'n',
    parent_span_id: '42',
    config: 'c',
    virtual_key: 'vk',
    ai_org: 'openai',
    'metadata.key': ['user', 'n', 'yes', 'none', 'list', 'big', 'huge'],
    'metadata.value': ['u', '5', 'true', null, '[1,{"a":"b"}]', '9007199254740993', '{"n":12345678901234567890123}'],
  });
});
