import type { ExportAnswer } from '../../src/contract/export-answers';
import { statuses } from '../../src/model/statuses';
import type { ApiClient } from '../support/client';
import { openAllStores } from '../support/open-stores';
import { recordsIn } from '../support/records';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let client: ApiClient;
let admin: ApiClient;
/** Twelve exports, oldest first: every status in turn, every third in workspace `side`. */
const ids: string[] = [];
beforeAll(async () => {
  stack = await startStack({ worker: false });
  [client, admin] = await Promise.all([stack.client(), stack.client({ workspace: null })]);
  for (let n = 0; n < 12; n += 1) {
    const workspace_id = n % 3 === 2 ? 'side' : 'main';
    const description = n === 7 ? 'March (50%+) [a|b]' : `no. ${n}`;
    const id = await admin.create({ filters: {}, requested_data: ['id'], workspace_id, description });
    const at = new Date(Date.parse('2026-03-09') + n * 1_000);
    const facts = {
      ...{ status: statuses[n % 5]!, created_at: at, last_updated_at: new Date(), run: 'r' },
      ...(n === 7 && { expired_at: new Date(), format: 'jsonl.gz' as const }),
      created_by: n % 2 === 0 ? 'key-even' : 'key-odd',
    };
    await recordsIn(stack).updateOne({ _id: id }, { $set: facts });
    ids.push(id);
  }
});
afterAll(() => stack.stop());

interface List {
  object: string;
  total: number;
  data: ExportAnswer[];
}
const list = async (query: string, by = admin) => (await by.send<List>('GET', `/v1/logs/exports${query}`)).body;

const cases: [query: string, total: number, page: number[]][] = [
  ['', 12, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
  ['?page_size=5', 12, [11, 10, 9, 8, 7]],
  ['?page_size=5&current_page=1', 12, [6, 5, 4, 3, 2]],
  ['?page_size=5&current_page=2', 12, [1, 0]],
  ['?page_size=5&current_page=3', 12, []],
  ['?current_page=1000000&page_size=1000', 12, []],
  ['?status=draft', 3, [10, 5, 0]],
  ['?status=in_progress', 3, [11, 6, 1]],
  ['?status=success', 2, [7, 2]],
  ['?status=failure', 2, [8, 3]],
  ['?status=stopped&page_size=1', 2, [9]],
  ['?workspace_id=side', 4, [11, 8, 5, 2]],
  ['?workspace_id=main&status=draft', 2, [10, 0]],
  ['?workspace_id=none', 0, []],
  ['?status=success&expired=true', 1, [7]],
  ['?status=success&expired=false', 1, [2]],
  ['?created_by=key-even&page_size=2', 6, [10, 8]],
  ['?created_by=nobody', 0, []],
  ['?created_min=2026-03-09T00:00:10Z', 2, [11, 10]],
  ['?created_max=2026-03-09T02:00:01%2B02:00', 2, [1, 0]],
  ['?created_min=2026-03-09T00:00:03Z&created_max=2026-03-09T00:00:05Z&status=draft', 1, [5]],
  ['?order=oldest&page_size=3', 12, [0, 1, 2]],
  ['?order=newest&page_size=1', 12, [11]],
  ['?format=jsonl.gz', 1, [7]],
  ['?search=no. 11', 1, [11]],
];
test.each(cases)('the list %s has %d in all', async (query, total, page) => {
  const { object, total: answered, data } = await list(query);
  expect({ object, total: answered }).toEqual({ object: 'list', total });
  expect(data.map(({ id }) => ids.indexOf(id))).toEqual(page);
});

const found = async (search: string, by = admin) =>
  (await list(`?search=${encodeURIComponent(search)}`, by)).data.map(({ id }) => ids.indexOf(id));

test('a search finds a part of the description in any case, taken literally, or the beginning of an id', async () => {
  for (const text of ['march', '(50%+) [A|B]', '50%', ' MARCH ']) expect(await found(text)).toEqual([7]);
  for (const text of ['.arch', 'March$', '(?i)march', '$where']) expect(await found(text)).toEqual([]);
  expect(await found(ids[3]!.slice(0, 13).toUpperCase())).toEqual([3]);
  expect(await found(ids[2]!, client)).toEqual([]);
});

test('a search finds what the description is changed to, and nothing by what it was', async () => {
  const of = `/v1/logs/exports/${ids[10]!}`;
  await admin.send('PUT', of, { description: 'Quarter' });
  expect([await found('uarte'), await found('no. 10')]).toEqual([[10], []]);
  await admin.send('PUT', of, { description: null });
  expect(await found('uarte')).toEqual([]);
  await admin.send('PUT', of, { description: 'no. 10' });
  expect(await found('no. 10')).toEqual([10]);
});

test('exports of earlier versions are found once this one has started', async () => {
  await recordsIn(stack).updateMany({}, { $unset: { description_trigrams: '' } });
  expect(await found('march')).toEqual([]);
  const stores = openAllStores(stack.config);
  await stores.prepareOwn();
  await stores.close();
  expect(await found('march')).toEqual([7]);
  expect(await found('no. 3')).toEqual([3]);
});

test.each([
  ['created_min=yesterday', 'created_min must be an ISO 8601 time'],
  ['created_max=2026-03-09', 'created_max must be an ISO 8601 time'],
  ['expired=maybe', 'expired must be one of'],
  ['order=cost', 'order must be one of'],
  ['search=', 'search'],
])('the list refuses ?%s', async (query, words) => {
  const { status, body } = await admin.send<{ error: { message: string } }>('GET', `/v1/logs/exports?${query}`);
  expect(status).toBe(400);
  expect(body.error.message).toContain(words);
});

test('a key of one workspace lists that one alone, named or not', async () => {
  const own = await list('', client);
  expect(own.data.map(({ id }) => ids.indexOf(id))).toEqual([10, 9, 7, 6, 4, 3, 1, 0]);
  expect(await list('?workspace_id=main', client)).toEqual(own);
});

test('an export in the list is the export', async () => {
  const { data } = await list('?status=success');
  expect(data[0]).toEqual(await admin.read(data[0]!.id));
});
