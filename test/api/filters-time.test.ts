import type { ApiClient } from '../support/client';
import { startStack, type Stack } from '../support/stack';
import { storeLogs } from '../support/stored-logs';

/** Each log is named by its `config`; c and d hold their time as ISO text, as some stores do. */
const times: Record<string, Date | string> = {
  a: new Date('2026-03-08T23:59:59.999Z'),
  b: new Date('2026-03-09T00:00:00.000Z'),
  c: '2026-03-09T10:15:00.000Z',
  d: '2026-03-09T10:15:00.001Z',
  e: new Date('2026-03-09T23:59:59.999Z'),
  f: new Date('2026-03-10T00:00:00.000Z'),
};

let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  client = await stack.client();
  await storeLogs(
    stack,
    Object.entries(times).map(([config, created_at]) => ({ created_at, metrics: { config } })),
  );
});
afterAll(() => stack.stop());

async function preview(filters: object) {
  const first = await client.send<{ total: number; sample: string[] }>('POST', '/v1/logs/exports/preview', {
    filters: { ...filters, page_size: 3 },
    requested_data: ['config'],
  });
  const rest = await client.send<{ total: number; sample: string[] }>('POST', '/v1/logs/exports/preview', {
    filters: { ...filters, page_size: 3, current_page: 1 },
    requested_data: ['config'],
  });
  const lines = [...first.body.sample, ...rest.body.sample];
  return lines.map((line) => (JSON.parse(line) as { config: string }).config).join('');
}

const noon = '2026-03-09T10:15:00Z';
const cases: [filters: object, configs: string][] = [
  [{ created_at: {} }, 'abcdef'],
  [{ created_at: { gte: '2026-03-09' } }, 'bcdef'],
  [{ created_at: { gt: '2026-03-09' } }, 'f'],
  [{ created_at: { lte: '2026-03-09' } }, 'abcde'],
  [{ created_at: { lt: '2026-03-09' } }, 'a'],
  [{ created_at: { gte: '2026-03-09', lte: '2026-03-09' } }, 'bcde'],
  [{ created_at: { gte: noon } }, 'cdef'],
  [{ created_at: { gt: noon } }, 'def'],
  [{ created_at: { lte: noon } }, 'abc'],
  [{ created_at: { lt: noon } }, 'ab'],
  [{ created_at: { gte: noon, lte: noon } }, 'c'],
  [{ created_at: { gt: noon, lt: '2026-03-10' } }, 'de'],
  [{ created_at: { gte: '2026-03-09T11:15:00+01:00', lt: '2026-03-09T10:15:00.001Z' } }, 'c'],
  [{ created_at: { gte: '2026-03-09T10:15:00.001' } }, 'def'],
  [{ created_at: { gte: '2026-03-09T10:15', lte: '2026-03-09T10:15:00.001-00:00' } }, 'cd'],
  [{ created_at: { gte: '2026-03-09T10:15Z', lt: '2026-03-10T01:00+01:00' } }, 'cde'],
  [{ created_at: { gte: '2026-03-09', gt: noon } }, 'def'],
  [{ time_of_generation_min: '2026-03-09' }, 'bcdef'],
  [{ time_of_generation_max: '2026-03-09' }, 'abcde'],
  [{ time_of_generation_min: noon, time_of_generation_max: noon }, 'c'],
  [{ time_of_generation_min: '2026-03-09', created_at: { gte: noon, lte: '2026-03-10' } }, 'cdef'],
  [{ time_of_generation_max: noon, created_at: { lte: '2026-03-10', gte: '2026-03-01' } }, 'abc'],
  [{ created_at: { gte: noon, lt: noon } }, ''],
  [{ created_at: { gt: noon, lt: noon } }, ''],
  [{ created_at: { gt: '2026-03-09', lt: '2026-03-10' } }, ''],
  [{ time_of_generation_min: '2026-03-10', created_at: { lt: '2026-03-10' } }, ''],
  [{ created_at: { gte: '2026-03-09T15:45:00+0530', lt: '2026-03-09t10:15:00.001z' } }, 'c'],
  [{ created_at: { gte: '2026-03-09T12:15+02', lt: '2026-03-10T01:00:00+01' } }, 'cde'],
  [{ created_at: { gte: '2999-01-01' } }, ''],
  [{ created_at: { lte: '0001-01-01' } }, ''],
  [{ created_at: { gte: '0000-02-29T09:37:06-23:42', lte: '9999-12-31' } }, 'abcdef'],
  [{ created_at: { lte: '0000-02-29T09:37:06-23:42' } }, ''],
  [{ created_at: { gt: '9999-12-31T23:59:59.999-23:59' } }, ''],
];
test.each(cases.map(([filters, configs]) => ({ title: JSON.stringify(filters), filters, configs })))(
  '$title matches "$configs"',
  async ({ filters, configs }) => {
    expect(await preview(filters)).toBe(configs);
  },
);

test('a log of a time to come is in no count: no export would hold it', async () => {
  const later = await stack.client({ organisation: 'later' });
  await storeLogs(stack, [{ organisation_id: 'later', created_at: new Date(Date.now() + 86_400_000) }]);
  const asked = { filters: {}, requested_data: ['id'] };
  const shown = await later.send('POST', '/v1/logs/exports/preview', asked);
  expect(shown.body).toMatchObject({ total: 0, total_records: 0, sample: [] });
  expect(await later.read(await later.create(asked))).toMatchObject({ total_records: 0, progress: { total: 0 } });
});

/** Each a second after the one before, in spellings of many writers; the last ones are no times, or several. */
const spellings: Record<string, unknown> = {
  a: '2026-03-09 10:15:00',
  b: '2026-03-09T15:45:01+05:30',
  c: '2026-03-09T10:15:02+00:00',
  d: '2026-03-09 05:15:03.250 -0500',
  e: '2026-03-09T10:15:04.123456',
  f: new Date('2026-03-09T10:15:05Z'),
  g: '2026-03-10T00:15:06+1400',
  ...{ p: 'yesterday', q: 1_773_051_300_000, r: null, s: true, t: '2026-03-09T10:15:05Z and more' },
};

test.each([
  [{}, 'abcdefg'],
  [{ created_at: { gte: '2026-03-09T10:15:01Z', lt: '2026-03-09T10:15:06Z' } }, 'bcdef'],
  [{ created_at: { gt: '2026-03-09T10:15:02Z', lte: '2026-03-09T10:15:03.250Z' } }, 'd'],
  [{ created_at: { lt: '2026-03-09T10:15:00Z' } }, ''],
  [{ created_at: { gte: '2026-03-09T15:00:00Z' } }, ''],
  [{ created_at: { gte: '2026-03-09', lte: '2026-03-09' } }, 'abcdefg'],
])('of times in any spelling %j matches "%s"', async (filters, configs) => {
  const asker = await stack.client({ workspace: `spelt-${configs}-${JSON.stringify(filters).length}` });
  await storeLogs(
    stack,
    Object.entries(spellings).map(([config, created_at]) => ({
      created_at,
      metrics: { config, workspace_slug: `spelt-${configs}-${JSON.stringify(filters).length}` },
    })),
  );
  const found: string[] = [];
  for (const current_page of [0, 1]) {
    const { body } = await asker.send<{ sample: string[] }>('POST', '/v1/logs/exports/preview', {
      filters: { ...filters, page_size: 5, current_page },
      requested_data: ['config'],
    });
    found.push(...body.sample.map((line) => (JSON.parse(line) as { config: string }).config));
  }
  expect(found.sort().join('')).toBe(configs);
});

test('a log with a list of times is named, and no preview is made of it', async () => {
  const asker = await stack.client({ workspace: 'listed' });
  await storeLogs(stack, [
    {
      _id: 'twice',
      created_at: [new Date('2026-03-09'), new Date('2026-03-11')],
      metrics: { workspace_slug: 'listed' },
    },
  ]);
  const { status, body } = await asker.send('POST', '/v1/logs/exports/preview', {
    filters: {},
    requested_data: ['id'],
  });
  expect(status).toBe(400);
  expect(body).toMatchObject({
    error: { message: expect.stringContaining('The log twice holds a list of times') as string },
  });
});

test('a preview tells how many logs have no time that can be read', async () => {
  const asker = await stack.client({ workspace: 'timeless' });
  const times = [null, 5, true, 'soon', new Date('2026-03-09'), '2026-03-09 10:00'];
  await storeLogs(stack, [
    ...times.map((created_at) => ({ created_at, metrics: { workspace_slug: 'timeless' } })),
    { created_at: undefined, metrics: { workspace_slug: 'timeless' } },
  ]);
  const { body } = await asker.send('POST', '/v1/logs/exports/preview', { filters: {}, requested_data: ['id'] });
  expect(body).toMatchObject({ total: 2, without_time: 5 });
});

test('of the first lines those that are too long to be shown are counted, and the others shown', async () => {
  const asker = await stack.client({ workspace: 'long' });
  const request = (text: string) => ({ request: { body: text }, metrics: { workspace_slug: 'long' } });
  await storeLogs(stack, [request('x'.repeat(300_000)), request('short')]);
  const { body } = await asker.send('POST', '/v1/logs/exports/preview', { filters: {}, requested_data: ['request'] });
  expect(body).toMatchObject({ total: 2, sample: ['{"request":"short"}'], sample_too_long: 1 });
});
