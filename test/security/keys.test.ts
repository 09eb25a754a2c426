import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { scopes } from '../../src/contract/scopes';
import { createLogger } from '../../src/process/logger';
import type { KeyRecord } from '../../src/stores/keys';
import { startApi } from '../../src/process/start-api';
import { createClient } from '../support/client';
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';
import { keyMaker } from './support/people';

interface Key {
  id: string;
  key: string;
  prefix: string;
  scopes: string[];
  workspace_id: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
}
type Failure = { error: { code: string; message: string } };

let stack: Stack;
let second: Awaited<ReturnType<typeof startApi>>;
let secondUrl: string;

beforeAll(async () => {
  stack = await startStack({ worker: false });
  second = await startApi(stack.config, createLogger(stack.config, 'api'));
  secondUrl = `http://127.0.0.1:${second.port}`;
});
afterAll(async () => {
  await second.stop();
  await stack.stop();
});

const list = (url: string, key: string) => createClient(url, key).send<Failure>('GET', '/v1/logs/exports');
const bothAnswer = async (key: string) => [(await list(stack.url, key)).status, (await list(secondUrl, key)).status];
const records = () => stack.mongo.db(stack.config.MONGO_DATABASE).collection<KeyRecord>('api_keys');

test('a key is 256 random bits behind a prefix, shown once, and stored as its SHA-256 alone', async () => {
  const admin = await stack.client();
  const made = (await admin.send<Key>('POST', '/v1/api-keys', { scopes: ['logs.view'], name: 'once' })).body;
  expect(made.key).toMatch(/^lxk_[A-Za-z0-9_-]{43}$/);
  expect(Buffer.from(made.key.slice(4), 'base64url')).toHaveLength(32);

  const { data } = (await admin.send<{ data: Key[] }>('GET', '/v1/api-keys')).body;
  expect(data.find(({ id }) => id === made.id)).toMatchObject({ prefix: made.key.slice(0, 8), scopes: ['logs.view'] });
  expect(JSON.stringify(data)).not.toContain(made.key);

  const stored = await records().findOne({ _id: made.id });
  expect(stored).toMatchObject({ hash: createHash('sha256').update(made.key).digest('hex') });
  expect(JSON.stringify(stored)).not.toContain(made.key.slice(8));
});

test('a key is rotated without a moment in which neither works', async () => {
  const admin = await stack.client();
  const old = await keyMaker(stack).make();
  const fresh = (await admin.send<Key>('POST', '/v1/api-keys', { scopes: [...scopes] })).body;
  expect(await bothAnswer(old.key)).toEqual([200, 200]);
  expect(await bothAnswer(fresh.key)).toEqual([200, 200]);
  expect((await admin.send('DELETE', `/v1/api-keys/${old.id}`)).status).toBe(200);
  expect(await bothAnswer(old.key)).toEqual([401, 401]);
  expect(await bothAnswer(fresh.key)).toEqual([200, 200]);
  expect((await list(secondUrl, old.key)).body.error.message).toMatch(/revoked/);
  expect((await admin.send('DELETE', `/v1/api-keys/${old.id}`)).status).toBe(404);
});

test('a key that is revoked while its body is on its way does nothing', async () => {
  const { keys, make } = keyMaker(stack);
  const { id, key } = await make();
  const body = JSON.stringify({ scopes: ['admin'], name: 'too late' });
  const headers = { 'x-portkey-api-key': key, 'content-type': 'application/json', 'content-length': body.length };
  const sending = request(`${stack.url}/v1/api-keys`, { method: 'POST', headers });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  sending.write(body.slice(0, 5));
  await until(async () => (await records().findOne({ _id: id }))!.last_used_at !== null);
  await keys.revoke(id);
  sending.end(body.slice(5));
  expect((await answered)[0].statusCode).toBe(401);
  expect(await records().countDocuments({ name: 'too late' })).toBe(0);
});

test('a key that has expired is refused by every process', async () => {
  const { id, key } = await keyMaker(stack).make({ expiresAt: new Date(Date.now() + 3_600_000) });
  expect(await bothAnswer(key)).toEqual([200, 200]);
  await records().updateOne({ _id: id }, { $set: { expires_at: new Date(Date.now() - 1) } });
  expect(await bothAnswer(key)).toEqual([401, 401]);
  expect((await list(stack.url, key)).body.error.message).toMatch(/expired/);
});

test.each(['2020-01-01T00:00:00Z', 'tomorrow', '', 5])('a key cannot be made to end at %j', async (expires_at) => {
  const admin = await stack.client();
  const refused = await admin.send<Failure>('POST', '/v1/api-keys', { scopes: ['logs.view'], expires_at });
  expect([refused.status, refused.body.error.message]).toEqual([400, expect.stringMatching(/^expires_at must be/)]);
});

test('when a key was last used is kept, to the minute', async () => {
  const { id, key } = await keyMaker(stack).make();
  const lastUsed = async () => (await records().findOne({ _id: id }))!.last_used_at;
  const used = async () => {
    for (;;) {
      const at = await lastUsed();
      if (at) return at;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  expect(await lastUsed()).toBeNull();
  await list(stack.url, key);
  const first = await used();
  await list(secondUrl, key);
  await list(stack.url, key);
  expect(await lastUsed()).toEqual(first);
});

test('an admin cannot grant what it does not have, nor for whom it is not', async () => {
  const admin = await stack.client({ scopes: ['admin', 'logs.view'] });
  const grant = (body: object) => admin.send<Failure & Key>('POST', '/v1/api-keys', body);
  const before = await records().countDocuments();
  for (const scope of scopes.filter((other) => !['admin', 'logs.view'].includes(other))) {
    const refused = await grant({ scopes: ['logs.view', scope] });
    expect([refused.status, refused.body.error.message]).toEqual([403, expect.stringContaining(scope)]);
  }
  expect((await grant({ scopes: ['logs.view'], workspace_id: 'side' })).status).toBe(403);
  expect((await grant({ scopes: ['logs.view'], organisation_id: 'rival' })).status).toBe(400);
  expect((await grant({ scopes: ['logs.view'], workspace_id: '../rival' })).status).toBe(400);
  expect(await records().countDocuments()).toBe(before);
  expect((await grant({ scopes: ['logs.view', 'admin'] })).body).toMatchObject({ workspace_id: 'main' });

  const orgAdmin = await stack.client({ workspace: null });
  const made = await orgAdmin.send<Key>('POST', '/v1/api-keys', { scopes: ['logs.view'], workspace_id: 'side' });
  expect(made.body).toMatchObject({ workspace_id: 'side' });
});

test('an admin of one workspace neither sees nor revokes the keys of another', async () => {
  const [mine, side, everywhere] = await Promise.all(
    ['main', 'side', null].map((workspace) => keyMaker(stack).make({ workspace })),
  );
  const admin = await stack.client();
  const { data } = (await admin.send<{ data: Key[] }>('GET', '/v1/api-keys?page_size=1000')).body;
  const seen = data.map(({ id }) => id);
  expect(seen).toContain(mine!.id);
  for (const hidden of [side!, everywhere!]) {
    expect(seen).not.toContain(hidden.id);
    expect((await admin.send('DELETE', `/v1/api-keys/${hidden.id}`)).status).toBe(404);
    expect(await bothAnswer(hidden.key)).toEqual([200, 200]);
  }
});

test.each([
  ['cut', (key: string) => key.slice(0, -1)],
  ['with more behind it', (key: string) => `${key}A`],
  ['in other case', (key: string) => key.toUpperCase()],
  ['with another prefix', (key: string) => key.replace('lxk_', 'lxK_')],
  ['as its hash', (key: string) => createHash('sha256').update(key).digest('hex')],
  ['twice', (key: string) => `${key}, ${key}`],
  ['as a pattern', () => 'lxk_.{43}'],
])('a key %s is no key', async (_how, change) => {
  const { key } = await keyMaker(stack).make();
  expect(await bothAnswer(change(key))).toEqual([401, 401]);
});

test('a key is never taken from the URL', async () => {
  const { key } = await keyMaker(stack).make();
  for (const name of ['x-portkey-api-key', 'api_key', 'key', 'access_token']) {
    expect((await fetch(`${stack.url}/v1/logs/exports?${name}=${key}`)).status).toBe(401);
  }
});
