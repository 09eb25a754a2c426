/** An Idempotency-Key: whatever happens to the answer, a request that is sent again makes nothing twice. */
import { randomUUID } from 'node:crypto';
import { createSealer } from '../../src/webhooks/sealer';
import type { ApiClient } from '../support/client';
import { type MongoProxy, startMongoProxy } from '../support/mongo-proxy';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';
import { gate } from '../support/waiting';

let proxy: MongoProxy;
let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  proxy = await startMongoProxy();
  stack = await startStack({ worker: false, variables: { MONGO_DB_CONNECTION_URL: proxy.url } });
  client = await stack.client();
});
afterEach(() => proxy.meddle(() => undefined));
afterAll(async () => {
  await stack.stop();
  await proxy.stop();
});

const stored = (collection: string, filter = {}) =>
  stack.mongo.db(stack.config.MONGO_DATABASE).collection(collection).find(filter).toArray();
const selection = (description: string) => ({ filters: {}, requested_data: ['id'], description });
const made = (description: string) => stored('exports', { description });
const log = (prompt: string) => ({ request: { body: { prompt } }, response: { status: 200, body: {} } });
const create = (key: string, description: string, by = client) =>
  by.send<{ id: string }>('POST', '/v1/logs/exports', selection(description), { 'idempotency-key': key });
const insert = (key: string, prompt: string) =>
  client.send<{ data: object[] }>('POST', '/v1/logs', [log(prompt), log(prompt)], { 'idempotency-key': key });

test('the same request is answered as it was the first time, and made once', async () => {
  const first = await create('same', 'same');
  const second = await create('same', 'same');
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(second.body).toEqual(first.body);
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(await made('same')).toHaveLength(1);
  expect(await stored('audit', { target_id: first.body.id, action: 'export.create' })).toHaveLength(1);
});

test('posted logs, too; and nothing of them is kept with the key', async () => {
  const answers = [await insert('logs', 'kept-nowhere'), await insert('logs', 'kept-nowhere')];
  expect(answers[1]!.body).toEqual(answers[0]!.body);
  expect(await stored('logs', { 'request.body.prompt': 'kept-nowhere' })).toHaveLength(2);
  expect(JSON.stringify(await stored('idempotent_requests'))).not.toContain('kept-nowhere');
});

describe('a webhook', () => {
  const body = { url: 'https://8.8.8.8/hook', events: ['export.succeeded'] };
  const createWebhook = (key: string) =>
    client.send<{ id: string; secret: string }>('POST', '/v1/webhooks', body, { 'idempotency-key': key });

  test('is made once, and its secret is told again; it is kept encrypted', async () => {
    const [first, second] = [await createWebhook('webhook'), await createWebhook('webhook')];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    expect(await stored('webhooks', { _id: first.body.id })).toHaveLength(1);
    expect(JSON.stringify(await stored('idempotent_requests'))).not.toContain(first.body.secret);
  });

  test('that was made without an answer is answered with the secret that it has', async () => {
    // None holds the slot that it would take.
    await stack.mongo.db(stack.config.MONGO_DATABASE).collection('webhooks').deleteMany({});
    proxy.meddle(({ command, answer }) => (answer && command.insert === 'webhooks' ? 'cut' : undefined));
    expect((await createWebhook('unanswered-webhook')).status).toBe(503);
    proxy.meddle(() => undefined);
    const before = await stored('webhooks');
    const { status, body: made } = await createWebhook('unanswered-webhook');
    expect(status).toBe(200);
    expect(await stored('webhooks')).toEqual(before);
    const [{ secrets }] = (await stored('webhooks', { _id: made.id })) as unknown as [
      { secrets: { sealed: string }[] },
    ];
    const sealer = createSealer(stack.config.WEBHOOK_SECRET_KEYS ?? [])!;
    expect(sealer.open(secrets[0]!.sealed, made.id)).toBe(made.secret);
  });

  test('whose making the audit trail did not take is gone, and made by the next request', async () => {
    proxy.meddle(({ command, answer }) => (!answer && command.insert === 'audit' ? 'cut' : undefined));
    expect((await createWebhook('not-noted')).status).toBe(503);
    proxy.meddle(() => undefined);
    const { status, body: made } = await createWebhook('not-noted');
    expect(status).toBe(200);
    expect(await stored('webhooks', { _id: made.id })).toHaveLength(1);
    expect(await stored('audit', { target_id: made.id, action: 'webhook.create' })).toHaveLength(1);
  });
});

test('another body, or another endpoint, under the same key is refused', async () => {
  await create('other', 'one');
  const refusal = { status: 422, code: 'idempotency_mismatch', param: 'Idempotency-Key', says: /Use a new key/ };
  expectRefusal(await create('other', 'two'), refusal);
  expectRefusal(await insert('other', 'three'), refusal);
  expect(await made('two')).toEqual([]);
});

test('the same text is another key for another caller', async () => {
  const [mine, colleagues] = await Promise.all([create('mine', 'mine'), create('mine', 'mine', await stack.client())]);
  expect(mine.body.id).not.toBe(colleagues.body.id);
});

test('requests that come at once are carried out once; who comes too early is told so', async () => {
  const { open, opened } = gate();
  const { open: arrive, opened: arrived } = gate();
  proxy.meddle(async ({ command, answer }) => {
    if (answer || command.insert !== 'exports') return undefined;
    arrive();
    await opened;
    return undefined;
  });
  const first = create('at-once', 'at once');
  await arrived;
  const early = await Promise.all([create('at-once', 'at once'), create('at-once', 'at once')]);
  open();
  for (const answer of early) {
    expectRefusal(answer, { status: 409, code: 'idempotency_in_progress', param: 'Idempotency-Key' });
    expect(answer.headers.get('retry-after')).toBe('1');
  }
  expect((await create('at-once', 'at once')).body).toEqual((await first).body);
  expect(await made('at once')).toHaveLength(1);
});

test('where nobody learns whether it was carried out, sending it again makes it once', async () => {
  proxy.meddle(({ command, answer }) => (answer && command.insert === 'exports' ? 'cut' : undefined));
  expect((await create('unanswered', 'unanswered')).status).toBe(503);
  proxy.meddle(({ command, answer }) => (answer && command.insert === 'logs' ? 'cut' : undefined));
  expect((await insert('unanswered-logs', 'unanswered')).status).toBe(503);
  proxy.meddle(() => undefined);
  const { status, body } = await create('unanswered', 'unanswered');
  expect(status).toBe(200);
  expect((await made('unanswered')).map(({ _id }) => String(_id))).toEqual([body.id]);
  expect((await insert('unanswered-logs', 'unanswered')).status).toBe(200);
  expect(await stored('logs', { 'request.body.prompt': 'unanswered' })).toHaveLength(2);
});

test('an API that died over a request leaves it to the next one, which makes the same', async () => {
  const { body } = await create('died', 'died');
  const kept = stack.mongo.db(stack.config.MONGO_DATABASE).collection('idempotent_requests');
  const $set = { answer: null, held_until: new Date(Date.now() - 1) };
  await kept.updateOne({ answer: JSON.stringify(body) }, { $set });
  expect((await create('died', 'died')).body.id).toBe(body.id);
  expect(await made('died')).toHaveLength(1);
});

test('a request that was refused leaves its key free', async () => {
  const path = '/v1/logs/exports';
  const forbidden = { ...selection('refused'), workspace_id: 'side' };
  const key = { 'idempotency-key': 'refused' };
  expect((await client.send('POST', path, forbidden, key)).status).toBe(403);
  expect((await client.send('POST', path, selection('refused'), key)).status).toBe(200);
});

test('after a day a key is as new, and MongoDB deletes it', async () => {
  const { body } = await create('old', 'old');
  const kept = stack.mongo.db(stack.config.MONGO_DATABASE).collection('idempotent_requests');
  await kept.updateOne({ answer: JSON.stringify(body) }, { $set: { created_at: new Date(Date.now() - 86_400_001) } });
  expect((await create('old', 'new')).status).toBe(200);
  expect(await kept.indexes()).toContainEqual(
    expect.objectContaining({ key: { created_at: 1 }, expireAfterSeconds: 86_400 }),
  );
});

test.each(['', 'with a space', 'x'.repeat(256)])('the key "%s" is refused', async (key) => {
  const says = /^Idempotency-Key must be 1 to 255 visible ASCII characters/;
  expectRefusal(await create(key, randomUUID()), { param: 'Idempotency-Key', says });
});
