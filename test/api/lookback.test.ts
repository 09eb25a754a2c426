import { createLogger } from '../../src/process/logger';
import { startApi } from '../../src/process/start-api';
import { type ApiClient, createClient } from '../support/client';
import { recordsIn } from '../support/records';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let strict: Awaited<ReturnType<typeof startApi>>;
let client: ApiClient;
let limited: ApiClient;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  const config = { ...stack.config, EXPORT_LOOKBACK_DAYS: { everyone: 30, own: new Map() } };
  strict = await startApi(config, createLogger(config, 'api'));
  client = await stack.client();
  limited = createClient(`http://127.0.0.1:${strict.port}`, client.key);
});
afterAll(async () => {
  await strict.stop();
  await stack.stop();
});

const old = { filters: { created_at: { gte: '2020-01-01' } }, requested_data: ['id'] };
const tooFar = {
  param: 'filters.created_at',
  says: /reaches too far back: your organisation can export the last 30 days/,
};

test('a range is held to the look-back when it is asked for', async () => {
  expectRefusal(await limited.send('POST', '/v1/logs/exports', old), tooFar);
  expectRefusal(await limited.send('POST', '/v1/logs/exports/preview', old), tooFar);
});

test.each(['draft', 'stopped'] as const)(
  'and again when it is planned, of an older export that is %s',
  async (status) => {
    const id = await client.create(old);
    await recordsIn(stack).updateOne({ _id: id }, { $set: { status } });
    expectRefusal(await limited.start(id), tooFar);
    expect(await client.read(id)).toMatchObject({ status });
  },
);

const plan = { digest: 'd', fetching: { wholeLogs: false, rowBytes: 0 }, batches: [] };

test('a failed export without a plan is planned anew, and so held to it', async () => {
  const id = await client.create(old);
  await recordsIn(stack).updateOne({ _id: id }, { $set: { status: 'failure', plan: null } });
  expectRefusal(await limited.start(id), tooFar);
  expect(await client.read(id)).toMatchObject({ status: 'failure', attempt: 0 });
});

test('one that was planned in time goes on by its plan', async () => {
  const id = await client.create(old);
  await recordsIn(stack).updateOne({ _id: id }, { $set: { status: 'failure', plan } });
  expect((await limited.start(id)).status).toBe(200);
  expect(await client.read(id)).toMatchObject({ status: 'in_progress', attempt: 1 });
  await client.cancel(id);
});
