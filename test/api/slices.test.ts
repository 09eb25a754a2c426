import type { ExportAnswer } from '../../src/contract/export-answers';
import type { ApiClient } from '../support/client';
import { startStack, type Stack } from '../support/stack';
import { storeLogs } from '../support/stored-logs';

const names = 'abcdefg';
const MAX = 5;

let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  stack = await startStack({ variables: { EXPORT_MAX_LOGS: String(MAX) } });
  client = await stack.client();
  await storeLogs(
    stack,
    [...names].map((config) => ({ metrics: { config } })),
  );
});
afterAll(() => stack.stop());

interface Slice {
  page_size?: number;
  current_page?: number;
  offset?: number;
  configs?: string;
}

/** Seven logs match, and an export may hold five of them. */
const cases: [slice: Slice, configs: string][] = [
  [{}, 'abcde'],
  [{ page_size: 5 }, 'abcde'],
  [{ page_size: 3 }, 'abc'],
  [{ page_size: 3, current_page: 0 }, 'abc'],
  [{ page_size: 3, current_page: 1 }, 'def'],
  [{ page_size: 3, current_page: 2 }, 'g'],
  [{ page_size: 3, current_page: 3 }, ''],
  [{ current_page: 1 }, 'fg'],
  [{ offset: 1 }, 'bcdef'],
  [{ offset: 2 }, 'cdefg'],
  [{ offset: 6 }, 'g'],
  [{ offset: 7 }, ''],
  [{ offset: 1_000_000_000 }, ''],
  [{ current_page: 1_000_000_000 }, ''],
  [{ offset: 3, page_size: 2 }, 'de'],
  [{ configs: 'a,b,c,d,e' }, 'abcde'],
  [{ configs: 'a,b', page_size: 5 }, 'ab'],
];

describe.each(cases.map(([slice, configs]) => ({ title: JSON.stringify(slice), slice, configs })))(
  'the slice $title',
  ({ slice, configs }) => {
    const matching = 'configs' in slice ? configs.length : names.length;
    const { page_size = MAX, current_page = 0, offset = current_page * page_size } = slice;
    const truncated = matching > offset + page_size;
    const body = { filters: slice, requested_data: ['config'] };

    test('as a preview', async () => {
      const answer = await client.send('POST', '/v1/logs/exports/preview', body);
      const sample = [...configs].map((config) => JSON.stringify({ config }));
      const bytes = sample.join('\n').length + (sample.length ? 1 : 0);
      const counts = {
        ...{ total: configs.length, total_records: matching, total_records_is_minimum: false },
        ...{ limit: MAX, capped: truncated },
      };
      const sums = { cost: 0, total_tokens: 0 };
      const leftOut = { sample_too_long: 0, without_time: 0, looked_at: configs.length, skipped: {}, unfit: {} };
      expect(answer.body).toEqual({ ...counts, format: 'jsonl', estimated_bytes: bytes, sample, sums, ...leftOut });
    });

    test('as a draft, and as the file', async () => {
      const created = await client.send<{ id: string; total: number }>('POST', '/v1/logs/exports', body);
      expect(created.body).toMatchObject({ total: configs.length, object: 'export' });
      const counts = { total_records: matching, truncated };
      const draft: Partial<ExportAnswer> = await client.read(created.body.id);
      expect(draft).toMatchObject({ ...counts, progress: { exported: 0, total: configs.length, bytes: 0 } });

      await client.start(created.body.id);
      const done = await client.settled(created.body.id);
      const file = (await client.download(created.body.id)).toString('utf8');
      expect(file).toBe([...configs].map((config) => `{"config":"${config}"}\n`).join(''));
      const progress = { exported: configs.length, total: configs.length, bytes: file.length };
      expect(done).toMatchObject({ status: 'success', ...counts, progress });
    });
  },
);

test('a page larger than this installation allows is refused with its limit', async () => {
  const body = { filters: { page_size: MAX + 1 }, requested_data: ['id'] };
  const { status, body: answer } = await client.send<{ error: object }>('POST', '/v1/logs/exports', body);
  expect({ status, ...answer.error }).toMatchObject({ status: 400, message: 'filters.page_size must be at most 5.' });
});
