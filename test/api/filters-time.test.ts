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
