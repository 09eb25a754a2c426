import { createLogger } from '../../src/process/logger';
import { startApi } from '../../src/process/start-api';
import { createClient } from '../support/client';
import { startStack, type Stack } from '../support/stack';
import { keyMaker } from './support/people';

const PER_MINUTE = 8;
const FLOOD = 40;

let stack: Stack;
let second: Awaited<ReturnType<typeof startApi>>;
let urls: string[];

beforeAll(async () => {
  stack = await startStack({ worker: false, variables: { RATE_LIMIT_PER_MINUTE: String(PER_MINUTE) } });
  second = await startApi(stack.config, createLogger(stack.config, 'api'));
  urls = [stack.url, `http://127.0.0.1:${second.port}`];
});
afterAll(async () => {
  await second.stop();
  await stack.stop();
});

/** The requests by turns to both processes, one after the other. */
async function flood(key: string, times = FLOOD) {
  const answers = [];
  for (let index = 0; index < times; index += 1) {
    answers.push(
      await createClient(urls[index % 2]!, key).send<{ error?: { code: string } }>('GET', '/v1/logs/exports'),
    );
  }
  return answers;
}

const noted = (keyId: string) =>
  stack.mongo
    .db(stack.config.MONGO_DATABASE)
    .collection('audit')
    .countDocuments({ key_id: keyId, result: 'rate_limited' });

test('two processes share one limit, which says when to come back, and belongs to one key', async () => {
  const [{ id, key }, other] = await Promise.all([keyMaker(stack).make(), keyMaker(stack).make()]);
  const answers = await flood(key);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(PER_MINUTE);
  const refused = answers.slice(PER_MINUTE);
  for (const { status, headers, body } of refused) {
    expect([status, body.error?.code]).toEqual([429, 'rate_limited']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
  }
  expect((await flood(other.key, 2)).map(({ status }) => status)).toEqual([200, 200]);
  expect(await noted(id)).toBe(urls.length);
});

test('of requests at the same moment none gets past the count', async () => {
  const { key } = await keyMaker(stack).make();
  const answers = await Promise.all(
    Array.from({ length: FLOOD }, (_, index) => createClient(urls[index % 2]!, key).send('GET', '/v1/logs/exports')),
  );
  const statuses = answers.map(({ status }) => status);
  expect([...new Set(statuses)].sort()).toEqual([200, 429]);
  expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(PER_MINUTE);
});

test('a revoked key cannot fill the audit trail', async () => {
  const { keys, make } = keyMaker(stack);
  const { id, key } = await make();
  await keys.revoke(id);
  const answers = await flood(key);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]));
  const audit = stack.mongo.db(stack.config.MONGO_DATABASE).collection('audit');
  expect(await audit.countDocuments({ key_id: id })).toBe(PER_MINUTE + urls.length);
});
