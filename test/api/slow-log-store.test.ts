import { MongoServerError } from 'mongodb';
import { fromEngine } from '../../src/api/errors';
import type { ApiClient } from '../support/client';
import { type MongoTap, startMongoTap } from '../security/support/mongo-tap';
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
  ['a preview', '/v1/logs/exports/preview'],
  ['a new export', '/v1/logs/exports'],
])('MongoDB is told to give up the queries of %s after a while', async (_what, path) => {
  tap.take();
  expect((await client.send('POST', path, asked)).status).toBe(200);
  const queries = tap.take().filter(({ name, collection }) => collection === 'logs' && name !== 'getMore');
  expect(queries.length).toBeGreaterThan(0);
  const limits = queries.map(({ command }) => command.maxTimeMS as number);
  expect(Math.max(...limits)).toBe(30_000);
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
