import { MongoServerError } from 'mongodb';
import { fromEngine } from '../../src/api/errors';
import type { ApiClient } from '../support/client';
import { type MongoTap, startMongoTap } from '../security/support/mongo-tap';
import { type MongoExchange, type MongoProxy, startMongoProxy } from '../support/mongo-proxy';
import { startStack, type Stack } from '../support/stack';

let tap: MongoTap;
let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  tap = await startMongoTap();
  stack = await startStack({ worker: false, variables: { MONGO_DB_CONNECTION_URL: tap.url } });
  client = await stack.client();
  await client.insert([{ request: {}, response: {} }]);
});
afterAll(async () => {
  await stack.stop();
  await tap.stop();
});

const asked = { filters: {}, requested_data: ['id'] };

test.each([
  ['a preview', '/v1/logs/exports/preview', 30_000],
  ['a new export', '/v1/logs/exports', 5_000],
])('MongoDB is told to give up the queries of %s after a while', async (_what, path, longest) => {
  tap.take();
  expect((await client.send('POST', path, asked)).status).toBe(200);
  const queries = tap.take().filter(({ name, collection }) => collection === 'logs' && name !== 'getMore');
  expect(queries.length).toBeGreaterThan(0);
  const limits = queries.map(({ command }) => command.maxTimeMS as number);
  expect(Math.max(...limits)).toBe(longest);
  expect(Math.min(...limits)).toBeGreaterThan(0);
});

// No query on the engines of a test takes so long: only the server's answer is made up.
test('a query that MongoDB gave up is a 503 that says what to do', () => {
  expect(fromEngine(new MongoServerError({ code: 50, codeName: 'MaxTimeMSExpired' }))).toMatchObject({
    code: 'engine_unavailable',
    status: 503,
    param: 'mongodb',
    retryAfter: 5,
    message: 'MongoDB took too long to answer. Ask for a shorter time range, or send the request again in a moment.',
  });
});

describe('a store that is too large to be counted while somebody waits', () => {
  const GIVEN_UP = { ok: 0, code: 50, codeName: 'MaxTimeMSExpired', errmsg: 'operation exceeded time limit' };
  const logs = [1, 2, 3, 4].map((n) => ({ request: { body: { n } }, response: { status: 200, body: {} } }));
  const countsAll = ({ command, answer }: MongoExchange) =>
    answer !== null && command.aggregate === 'logs' && !JSON.stringify(command.pipeline).includes('$limit');
  const counts = ({ command, answer }: MongoExchange) => answer !== null && command.aggregate === 'logs';
  const finds = ({ command, answer }: MongoExchange) => answer !== null && command.find === 'logs';

  let proxy: MongoProxy;
  let large: Stack;
  let asker: ApiClient;
  const giveUp = (...queries: ((exchange: MongoExchange) => boolean)[]) =>
    proxy.meddle((exchange) => (queries.some((isSlow) => isSlow(exchange)) ? GIVEN_UP : undefined));
  beforeAll(async () => {
    proxy = await startMongoProxy();
    large = await startStack({ variables: { MONGO_DB_CONNECTION_URL: proxy.url, EXPORT_MAX_LOGS: '2' } });
    asker = await large.client();
    await asker.insert(logs);
  });
  afterAll(async () => {
    proxy.meddle(() => undefined);
    await large.stop();
    await proxy.stop();
  });

  test('an export is created, changed and run without a count', async () => {
    giveUp(counts);
    const { status, body } = await asker.send<{ id: string }>('POST', '/v1/logs/exports', asked);
    const uncounted = { total: null, total_records: 0, total_records_is_minimum: true, truncated: false };
    expect([status, body]).toEqual([200, { id: body.id, object: 'export', ...uncounted }]);
    expect(await asker.read(body.id)).toMatchObject({ total_records_is_minimum: true, progress: { total: 0 } });
    const changed = await asker.send('PUT', `/v1/logs/exports/${body.id}`, { ...asked, description: 'changed' });
    expect([changed.status, changed.body]).toEqual([200, { id: body.id, object: 'export', total: null }]);
    await asker.start(body.id);
    expect(await asker.settled(body.id)).toMatchObject({
      ...{ status: 'success', progress: { exported: 2, total: 2 } },
      ...{ total_records: 3, total_records_is_minimum: true, truncated: true },
    });
  });

  test('no more logs are counted than say what the export holds, where all take too long', async () => {
    giveUp(countsAll);
    const { body } = await asker.send<{ id: string }>('POST', '/v1/logs/exports', asked);
    expect(body).toMatchObject({ total: 2, total_records: 3, total_records_is_minimum: true, truncated: true });
    const few = await asker.send('POST', '/v1/logs/exports', { ...asked, filters: { offset: 3 } });
    expect(few.body).toMatchObject({ total: 1, total_records: 4, total_records_is_minimum: false, truncated: false });
  });

  test('a preview shows the first logs without a count, or nothing where they take too long, too', async () => {
    giveUp(counts);
    const preview = () => asker.send<{ sample: string[] }>('POST', '/v1/logs/exports/preview', asked);
    const notSummed = { cost: null, total_tokens: null };
    const uncounted = { total: null, total_records_is_minimum: true, estimated_bytes: null, sums: notSummed };
    const rows = await preview();
    expect(rows.body).toMatchObject(uncounted);
    expect(rows.body.sample).toHaveLength(2);
    giveUp(counts, finds);
    expect((await preview()).body).toMatchObject({ ...uncounted, sample: [] });
  });

  test('an export is planned in pieces where a search through its whole range takes too long', async () => {
    const longest = 2 * 3_600_000;
    let givenUp = 0;
    giveUp((exchange) => {
      const range = finds(exchange) ? rangeOf(exchange.command as FindCommand) : null;
      const isSlow = range !== null && range.until.getTime() - range.from.getTime() > longest;
      if (isSlow) givenUp += 1;
      return isSlow;
    });
    const day = { gte: new Date(Date.now() - 86_400_000).toISOString() };
    const filters = { created_at: day, status_code: 200 };
    const { body } = await asker.send<{ id: string }>('POST', '/v1/logs/exports', { ...asked, filters });
    await asker.start(body.id);
    expect(await asker.settled(body.id)).toMatchObject({ status: 'success', progress: { exported: 2, total: 2 } });
    expect(givenUp).toBeGreaterThan(2);
  });
});

interface FindCommand {
  maxTimeMS?: number;
  filter: { created_at?: { $gte?: unknown; $lt?: unknown } };
}

/** The times between which the worker looks for keys, where MongoDB may give up. */
function rangeOf({ maxTimeMS, filter }: FindCommand): { from: Date; until: Date } | null {
  const { $gte: from, $lt: until } = filter.created_at ?? {};
  return maxTimeMS === 10_000 && from instanceof Date && until instanceof Date ? { from, until } : null;
}
