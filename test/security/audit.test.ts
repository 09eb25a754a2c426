import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createAuditStore } from '../../src/stores/audit';
import { createClient, type ApiClient } from '../support/client';
import { compiledScript } from '../support/compiled-script';
import { startStack, type Stack } from '../support/stack';
import { keyMaker } from './support/people';

interface Entry {
  id: string;
  at: string;
  action: string;
  workspace_id: string | null;
  key_id: string | null;
  target_id: string | null;
  result: string;
  request_id: string | null;
  address: string | null;
}
type Page = {
  total: number;
  total_is_minimum: boolean;
  next: string | null;
  data: Entry[];
  error?: { message: string };
};

const run = promisify(execFile);
const draft = { filters: {}, requested_data: ['id'] };

let stack: Stack;
let admin: ApiClient;
let adminId: string;

beforeAll(async () => {
  stack = await startStack();
  const { id, key } = await keyMaker(stack).make({ organisation: 'audited' });
  adminId = id;
  admin = createClient(stack.url, key);
  await admin.insert({ request: { body: {} }, response: { body: {} } });
});
afterAll(() => stack.stop());

const trail = (query = '', client = admin) => client.send<Page>('GET', `/v1/audit${query}`);
const about = async (target: string) => (await trail(`?target_id=${target}`)).body.data.reverse();

/** What a request left in the trail: exactly one entry, with its own request id. */
async function entryOf(answer: { headers: Headers }): Promise<Entry> {
  const { data } = (await trail('?page_size=1000')).body;
  const found = data.filter(({ request_id }) => request_id === answer.headers.get('x-request-id'));
  expect(found).toHaveLength(1);
  return found[0]!;
}

test('every deed on an export leaves who, what, when, from where and how it ended', async () => {
  const started = Date.now();
  const path = (rest = '') => `/v1/logs/exports/${id}${rest}`;
  const created = await admin.send<{ id: string }>('POST', '/v1/logs/exports', draft);
  const { id } = created.body;
  const answers = [
    ['export.create', created],
    ['export.update', await admin.send('PUT', path(), { description: 'x' })],
    ['export.start', await admin.start(id)],
  ] as const;
  expect(await admin.settled(id)).toMatchObject({ status: 'success' });
  const later = [
    ['export.download', await admin.send('GET', path('/download'))],
    ['export.delete', await admin.send('DELETE', path())],
  ] as const;
  for (const [action, answer] of [...answers, ...later]) {
    const entry = await entryOf(answer);
    const { at, id: entryId, request_id, ...rest } = entry;
    expect(rest).toEqual({
      ...{ object: 'audit_entry', action, result: 'ok', address: '127.0.0.1' },
      ...{ key_id: adminId, target_id: id, workspace_id: 'main', change: null },
    });
    expect([Date.parse(at) >= started, Date.parse(at) <= Date.now()]).toEqual([true, true]);
    expect([entryId, request_id]).toEqual([expect.any(String), expect.any(String)]);
  }
  expect((await about(id)).map(({ action, key_id }) => `${action} ${key_id ? 'key' : 'service'}`)).toEqual([
    'export.create key',
    'export.update key',
    'export.start key',
    'export.succeeded service',
    'export.download key',
    'export.delete key',
  ]);
});

test('so do a cancellation and changes of keys, by the API', async () => {
  const id = await admin.create(draft);
  expect(await entryOf(await admin.cancel(id))).toMatchObject({ action: 'export.cancel', target_id: id, result: 'ok' });
  const made = await admin.send<{ id: string }>('POST', '/v1/api-keys', { scopes: ['logs.view'] });
  expect(await entryOf(made)).toMatchObject({ action: 'key.create', target_id: made.body.id, key_id: adminId });
  const revoked = await admin.send('DELETE', `/v1/api-keys/${made.body.id}`);
  expect(await entryOf(revoked)).toMatchObject({ action: 'key.revoke', target_id: made.body.id, result: 'ok' });
});

test('and by the command, whose list shows a name without the control characters in it', async () => {
  const { config } = stack;
  const { MONGO_DB_CONNECTION_URL, MONGO_DATABASE } = config;
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, MONGO_DB_CONNECTION_URL, MONGO_DATABASE };
  const keys = (...args: string[]) => run(process.execPath, [compiledScript('cli/keys'), ...args], { env });
  const whose = ['--organisation', 'audited', '--workspace', 'main', '--scopes', 'admin,logs.export'];
  const name = '\u001b]0;owned\u0007\u001b[2K\rharmless\u202e\n=cmd()';
  const { stdout } = await keys('create', ...whose, '--name', name, '--expires', '2099-01-01T00:00:00Z');
  const id = /^Key ([\da-f-]{36}) /.exec(stdout)![1]!;
  const key = stdout.trim().split('\n').at(-1)!;
  expect((await trail('', createClient(stack.url, key))).status).toBe(200);

  const listed = (await keys('list')).stdout;
  // eslint-disable-next-line no-control-regex -- that no control character is left is what is tested
  expect(listed).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  const line = listed.split('\n').find((found) => found.startsWith(id))!;
  expect(line.split('\t')).toHaveLength(8);
  expect(line).toContain('\\u{1b}]0;owned\\u{7}\\u{1b}[2K\\u{d}harmless\\u{202e}\\u{a}=cmd()');
  expect(listed).not.toContain(key);

  await keys('revoke', id);
  expect((await trail('', createClient(stack.url, key))).status).toBe(401);
  const [first, second] = (await about(id)).filter(({ address }) => address === 'cli');
  expect(first).toMatchObject({ action: 'key.create', key_id: null, result: 'ok' });
  expect(second).toMatchObject({ action: 'key.revoke', key_id: null, result: 'ok' });
});

test("an admin of a workspace sees what a key of all workspaces did to the workspace's own", async () => {
  const everywhere = await stack.client({ organisation: 'audited', workspace: null });
  const id = await admin.create(draft);
  const made = await admin.send<{ id: string }>('POST', '/v1/api-keys', { scopes: ['logs.view'] });
  expect((await everywhere.cancel(id)).status).toBe(200);
  expect((await everywhere.send('DELETE', `/v1/logs/exports/${id}`)).status).toBe(200);
  expect((await everywhere.send('DELETE', `/v1/api-keys/${made.body.id}`)).status).toBe(200);
  expect((await about(id)).map(({ action }) => action)).toEqual(['export.create', 'export.cancel', 'export.delete']);
  expect((await about(made.body.id)).map(({ action }) => action)).toEqual(['key.create', 'key.revoke']);
});

test('refused attempts are in the trail with the code of the refusal', async () => {
  const { keys, make } = keyMaker(stack);
  const [revoked, expired, side, poor] = await Promise.all([
    make({ organisation: 'audited' }),
    make({ organisation: 'audited', expiresAt: new Date(0) }),
    make({ organisation: 'audited', workspace: 'side' }),
    make({ organisation: 'audited', scopes: ['logs.export'] }),
  ]);
  await keys.revoke(revoked.id);
  const orgAdmin = await stack.client({ organisation: 'audited', workspace: null });
  const id = await admin.create(draft);
  const path = `/v1/logs/exports/${id}`;
  const attempts = [
    [revoked, 'GET', path, 'request', 'unauthorized'],
    [expired, 'POST', `${path}/start`, 'export.start', 'unauthorized'],
    [side, 'DELETE', path, 'export.delete', 'not_found'],
    [side, 'GET', `${path}/download`, 'export.download', 'not_found'],
    [poor, 'GET', '/v1/audit', 'request', 'scope_missing'],
    [poor, 'PUT', path, 'export.update', 'invalid_request'],
    [poor, 'GET', `${path}/download`, 'export.download', 'wrong_status'],
  ] as const;
  for (const [who, method, target, action, result] of attempts) {
    const answer = await createClient(stack.url, who.key).send(method, target);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const { data } = (await trail(`?key_id=${who.id}&page_size=1`, orgAdmin)).body;
    expect(data[0]).toMatchObject({ action, result, key_id: who.id, request_id: answer.headers.get('x-request-id') });
    if (target.includes(id)) expect(data[0]!.target_id).toBe(id);
  }
});

test('the address is the one that the nearest proxy saw, never what the client claims', async () => {
  const claims = { 'x-portkey-api-key': admin.key, 'x-forwarded-for': '6.6.6.6, 203.0.113.9' };
  const direct = await fetch(`${stack.url}/v1/audit?action=nothing`, { headers: claims });
  expect((await entryOf(direct)).address).toBe('127.0.0.1');

  const behind = await startStack({ worker: false, variables: { TRUST_PROXY: 'true' } });
  try {
    const client = await behind.client();
    const headers = { ...claims, 'x-portkey-api-key': client.key };
    const proxied = await fetch(`${behind.url}/v1/audit?action=nothing`, { headers });
    const { data } = (await trail('', client)).body;
    const entry = data.find(({ request_id }) => request_id === proxied.headers.get('x-request-id'));
    expect(entry?.address).toBe('203.0.113.9');
  } finally {
    await behind.stop();
  }
});

test('the trail is filtered, paged, newest first, and for admins of the organisation alone', async () => {
  const { total } = (await trail('?page_size=1')).body;
  const pages = await Promise.all([0, 1, 2].map((page) => trail(`?page_size=4&current_page=${page}&result=ok`)));
  const seen = pages.flatMap(({ body }) => body.data);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(12);
  expect(seen.map(({ at }) => at)).toEqual(
    seen
      .map(({ at }) => at)
      .sort()
      .reverse(),
  );
  expect(seen.every(({ result }) => result === 'ok')).toBe(true);
  const creations = (await trail('?action=export.create&page_size=1000')).body;
  expect(creations.data.every(({ action }) => action === 'export.create')).toBe(true);
  expect(creations.total).toBeLessThan(total);

  const others = await Promise.all([stack.client(), stack.client({ organisation: 'audited', workspace: 'side' })]);
  for (const other of others) expect((await trail(`?key_id=${adminId}`, other)).body.total).toBe(0);
  expect((await trail('', await stack.client({ scopes: ['logs.export'] }))).status).toBe(403);
  expect((await trail('?key_id[$ne]=x')).status).toBe(400);
});

test('by `after` each page follows the one before, whatever is added meanwhile', async () => {
  const all = (await trail('?page_size=1000&result=ok')).body;
  expect(all).toMatchObject({ total: all.data.length, total_is_minimum: false, next: null });
  const seen: Entry[] = [];
  for (let next: string | null = ''; next !== null;) {
    const { body }: { body: Page } = await trail(`?page_size=5&result=ok${next && `&after=${next}`}`);
    expect(body.total).toBeGreaterThanOrEqual(all.total);
    seen.push(...body.data);
    next = body.next;
    if (seen.length === 5) await admin.create(draft);
  }
  expect(seen).toEqual(all.data);
  for (const [query, message] of [
    ['after=x', 'after must be the next of an answer.'],
    [`after=${'9'.repeat(15)}.${'0'.repeat(24)}`, 'after must be the next of an answer.'],
    [`after=1.${'0'.repeat(24)}&current_page=1`, 'after must not be combined with current_page.'],
  ]) {
    expect(await trail(`?${query}`)).toMatchObject({ status: 400, body: { error: { message } } });
  }
});

test('the trail can only be appended to and read', async () => {
  const store = createAuditStore(stack.mongo.db(stack.config.MONGO_DATABASE));
  expect(Object.keys(store).sort()).toEqual(['append', 'appendOnce', 'ensureIndexes', 'historyOf', 'list']);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    expect((await admin.send(method, '/v1/audit')).status).toBe(405);
    expect((await admin.send(method, '/v1/audit/x')).status).toBe(404);
  }
});
