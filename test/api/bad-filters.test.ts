import type { ApiClient } from '../support/client';
import { countWritten, expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let client: ApiClient;
let draft: string;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  client = await stack.client();
  draft = await client.create({ filters: {}, requested_data: ['id'] });
});
afterAll(() => stack.stop());

const text = '"text"';
const long = JSON.stringify('a'.repeat(4_097));
const lists = ['ai_model', 'virtual_keys', 'configs', 'trace_id', 'prompt_slug', 'workspace_slug'];
const ranges = ['cost', 'total_units', 'prompt_token', 'completion_token', 'weighted_feedback'];
const times = ['time_of_generation_min', 'time_of_generation_max'];
const pages: [name: string, tooHigh: string][] = [
  ['page_size', '50001'],
  ['current_page', '1000000001'],
  ['offset', '1000000001'],
];
const aTime = /must be a date or an ISO 8601 time that exists, such as/;

type Case = [filters: string, param: string, says: RegExp];
const cases: Case[] = [
  ...lists.flatMap((name): Case[] => [
    [`{"${name}":null}`, name, /must be text: one value, or several by commas/],
    [`{"${name}":5}`, name, /must be text/],
    [`{"${name}":["a"]}`, name, /must be text/],
    [`{"${name}":{"$ne":""}}`, name, /must be text/],
    [`{"${name}":""}`, name, /must name at least one value/],
    [`{"${name}":" , ,"}`, name, /must name at least one value/],
    [`{"${name}":${long}}`, name, /at most 4096 characters/],
  ]),
  ...ranges.flatMap((name): Case[] => [
    [`{"${name}_min":null}`, `${name}_min`, /must be a number/],
    [`{"${name}_max":"5"}`, `${name}_max`, /must be a number/],
    [`{"${name}_min":[1]}`, `${name}_min`, /must be a number/],
    [`{"${name}_max":{"$gt":0}}`, `${name}_max`, /must be a number/],
    [`{"${name}_min":1e999}`, `${name}_min`, /must be a number/],
    [`{"${name}_min":2,"${name}_max":1.5}`, `${name}_min`, new RegExp(`must not be above ${name}_max`)],
  ]),
  ...[...times, 'created_at.gte', 'created_at.gt', 'created_at.lte', 'created_at.lt'].flatMap((name): Case[] =>
    [
      'null',
      '1741514400000',
      '""',
      '"yesterday"',
      '"2026-02-30"',
      '"2025-02-29T10:00:00Z"',
      '"2026-13-01"',
      '"2026-03-09T25:00:00Z"',
      '"2026-3-9"',
      '["2026-03-09"]',
      '{"$gt":"2026-03-09"}',
    ].map((value) => [nested(name, value), name, aTime]),
  ),
  ['{"created_at":null}', 'created_at', /must be an object/],
  ['{"created_at":"2026-03-09"}', 'created_at', /must be an object/],
  ['{"created_at":[]}', 'created_at', /must be an object/],
  ['{"created_at":{"$gte":"2026-03-09"}}', 'created_at.$gte', /not known. Known are: gte, gt, lte, lt/],
  ['{"created_at":{"after":"2026-03-09"}}', 'created_at.after', /not known. Known are: gte, gt, lte, lt/],
  ['{"created_at":{"gte":"2026-03-10","lte":"2026-03-09"}}', 'created_at', /must not be a reversed range/],
  ['{"created_at":{"gt":"2026-03-09","lt":"2026-03-08"}}', 'created_at', /must not be a reversed range/],
  [
    '{"created_at":{"gte":"2026-03-09T10:00:00.001Z","lt":"2026-03-09T10:00:00Z"}}',
    'created_at',
    /must not be a reversed range/,
  ],
  [
    '{"created_at":{"gte":"2026-03-10"},"time_of_generation_max":"2026-03-09"}',
    'created_at',
    /must not be a reversed range/,
  ],
  [
    '{"time_of_generation_min":"2026-03-10","time_of_generation_max":"2026-03-09T23:00:00Z"}',
    'time_of_generation_min',
    /must not be a reversed range/,
  ],
  [
    '{"created_at":{"gte":"2026-03-01"},"time_of_generation_min":"2026-03-10","time_of_generation_max":"2026-03-09"}',
    'time_of_generation_min',
    /must not be a reversed range/,
  ],
  ...['null', '1000', '-1', '20.5', '"abc"', '"200,"', '",200"', '"2000"', '"200;429"', '[200]', '{"$gte":400}'].map(
    (value): Case => [`{"status_code":${value}}`, 'status_code', /a status code or several by commas, such as "200"/],
  ),
  [`{"status_code":"${'200,'.repeat(2_000)}200"}`, 'status_code', /at most 4096 characters/],
  ...['null', '7', '[]', '""', '","', text, '"openai_gpt-4o"', '"__gpt-4o"', '"openai__"', '"a__b,c"', '" __ "'].map(
    (value): Case => [`{"ai_org_model":${value}}`, 'ai_org_model', /must be pairs provider__model by commas, such as/],
  ),
  [`{"ai_org_model":${long}}`, 'ai_org_model', /at most 4096 characters/],
  [`{"ai_org_model":"${' '.repeat(1_300)}${'__'.repeat(700)}${' '.repeat(1_300)},"}`, 'ai_org_model', /pairs/],
  ...['null', text, '7', '["a"]'].map((value): Case => [`{"metadata":${value}}`, 'metadata', /must be an object/]),
  ...['null', '["a"]', '{"$ne":null}'].map((value): Case => [
    `{"metadata":{"team":${value}}}`,
    'metadata.team',
    /must be text, a number, true or false/,
  ]),
  ['{"metadata":{"team":12345678901234567890}}', 'metadata.team', /must stand in quotes: it is past 2\^53/],
  [`{"metadata":{"team":${long}}}`, 'metadata.team', /at most 4096 characters/],
  ['{"metadata":{"":"a"}}', 'metadata', /has a key that must have at least 1 character\.$/],
  [`{"metadata":{"${'k'.repeat(513)}":"a"}}`, 'metadata', /has a key that must have at most 512 characters/],
  [`{"metadata":{${many(65)}}}`, 'metadata', /must have at most 64 keys/],
  ['{"metadata":{"__proto__":"a"}}', 'metadata.__proto__', /not a key that can be used/],
  ['{"metadata":{"team":"a","__proto__":{"x":"b"}}}', 'metadata.__proto__', /not a key that can be used/],
  ['{"__proto__":{"ai_model":"a"}}', '__proto__', /not a key that can be used/],
  ['{"constructor":"a"}', 'constructor', /not known. Known are: created_at, /],
  ['{"toString":"a"}', 'toString', /not known/],
  ['{"$where":"1"}', '$where', /not known/],
  ['{"$or":[{}]}', '$or', /not known/],
  ['{"model":"gpt-4o"}', 'model', /not known. Known are: .*ai_model, /],
  ['{"organisation_id":"other"}', 'organisation_id', /not known/],
  ...pages.flatMap(([name, tooHigh]): Case[] => [
    [`{"${name}":null}`, name, /must be a (whole )?number/],
    [`{"${name}":"1"}`, name, /must be a (whole )?number/],
    [`{"${name}":1.5}`, name, /must be a whole number/],
    [`{"${name}":-1}`, name, /must be at least (0|1)/],
    [`{"${name}":${tooHigh}}`, name, /must be at most/],
    [`{"${name}":9007199254740993}`, name, /must be at most/],
    [`{"${name}":1e300}`, name, /must be/],
    [`{"${name}":{"$gt":1}}`, name, /must be a (whole )?number/],
  ]),
  ['{"page_size":0}', 'page_size', /must be at least 1/],
  ['{"current_page":0,"offset":0}', 'offset', /not be given together with current_page: leave one of them out/],
];

function nested(name: string, value: string): string {
  const [outer, inner] = name.split('.');
  return inner === undefined ? `{"${outer}":${value}}` : `{"${outer}":{"${inner}":${value}}}`;
}

function many(keys: number): string {
  return Array.from({ length: keys }, (_, index) => `"k${index}":"v"`).join(',');
}

const short = (json: string) => (json.length > 80 ? `${json.slice(0, 77)}…` : json);
const endpoints = [
  ['create', 'POST', () => '/v1/logs/exports'],
  ['preview', 'POST', () => '/v1/logs/exports/preview'],
  ['update', 'PUT', () => `/v1/logs/exports/${draft}`],
] as const;

let before: unknown;
const state = async () => ({ written: await countWritten(stack), draft: await client.read(draft) });

describe.each(endpoints)('%s refuses the filters', (_, method, path) => {
  beforeAll(async () => {
    before = await state();
  });
  afterAll(async () => {
    expect(await state()).toEqual(before);
  });

  test.each(cases.map(([filters, param, says]) => ({ title: short(filters), filters, param, says })))(
    '$title',
    async ({ filters, param, says }) => {
      const answer = await client.send(method, path(), `{"filters":${filters},"requested_data":["id"]}`);
      expectRefusal(answer, { param: `filters.${param}`, says });
    },
  );
});

test('filters that are large only together are refused, too', async () => {
  const filters = { metadata: { a: 'x'.repeat(4_000), b: '€'.repeat(4_096) }, ai_model: 'm'.repeat(4_096) };
  const answer = await client.send('POST', '/v1/logs/exports', { filters, requested_data: ['id'] });
  expectRefusal(answer, { param: 'filters', says: /must take at most 16384 bytes/ });
});

test('a key named like a built-in property is an ordinary metadata key', async () => {
  const { status } = await client.send('POST', '/v1/logs/exports/preview', {
    filters: { metadata: { constructor: 'a', toString: 'b' } },
    requested_data: ['id'],
  });
  expect(status).toBe(200);
});
