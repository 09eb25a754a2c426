/** Keys of people: whose an export is, and keys that reach only their own person's. */
import type { ExportAnswer } from '../../src/contract/export-answers';
import { type Scope, scopes } from '../../src/contract/scopes';
import type { ApiClient } from '../support/client';
import { expectRefusal } from '../support/refusals';
import { openAllStores } from '../support/open-stores';
import { startStack, type Stack } from '../support/stack';
import { scheduleBody } from '../schedules/support';

const withoutAdmin: readonly Scope[] = scopes.filter((scope) => scope !== 'admin');

let stack: Stack;
let ada: ApiClient;
let eve: ApiClient;
let everyone: ApiClient;
const ids: Record<string, string> = {};
beforeAll(async () => {
  stack = await startStack({ worker: false });
  [ada, eve, everyone] = await Promise.all([
    stack.client({ user: 'ada@example.com', visibility: 'own', scopes: withoutAdmin }),
    stack.client({ user: 'eve', visibility: 'own', scopes: withoutAdmin }),
    stack.client(),
  ]);
  const selection = { filters: {}, requested_data: ['id'], description: 'the same' };
  for (const [name, by] of Object.entries({ ada, eve, everyone })) ids[name] = await by.create(selection);
});
afterAll(() => stack.stop());

const list = async (by: ApiClient, query = '') =>
  (await by.send<{ total: number; data: ExportAnswer[] }>('GET', `/v1/logs/exports${query}`)).body;
const listed = async (by: ApiClient, query = '') => {
  const { total, data } = await list(by, query);
  expect(total).toBe(data.length);
  return data.map(({ id }) => id).sort();
};
const these = (...names: string[]) => names.map((name) => ids[name]!).sort();

test('a key of one person lists, counts and finds that person’s exports alone', async () => {
  expect(await listed(ada)).toEqual(these('ada'));
  expect(await listed(ada, '?search=the+same')).toEqual(these('ada'));
  expect(await listed(ada, `?search=${ids.eve!.slice(0, 8)}`)).toEqual([]);
  expect(await listed(ada, '?created_by_user=eve')).toEqual([]);
  expect(await listed(everyone)).toEqual(these('ada', 'eve', 'everyone'));
});

test('two keys of one person reach the same exports', async () => {
  const other = await stack.client({ user: 'eve', visibility: 'own', scopes: withoutAdmin });
  expect(await listed(other)).toEqual(these('eve'));
  expect((await other.send('PUT', `/v1/logs/exports/${ids.eve}`, { description: 'the same' })).status).toBe(200);
});

test('an export tells its person, and lists can be narrowed to one', async () => {
  const found = await everyone.read(ids.ada!);
  expect(found.created_by_detail).toEqual({ key_id: found.created_by, user: 'ada@example.com' });
  expect((await everyone.read(ids.everyone!)).created_by_detail.user).toBeNull();
  expect(await listed(everyone, '?created_by_user=ada%40example.com')).toEqual(these('ada'));
});

test('access names the people whose exports the key sees', async () => {
  const access = async (by: ApiClient) => (await by.send<object>('GET', '/v1/logs/exports/access')).body;
  expect(await access(everyone)).toMatchObject({
    user: null,
    visibility: 'workspace',
    people: ['ada@example.com', 'eve'],
  });
  expect(await access(eve)).toMatchObject({ user: 'eve', visibility: 'own', people: ['eve'] });
});

test('keys are made for people, and one that sees only its own can’t be an admin', async () => {
  const make = (body: object) => everyone.send('POST', '/v1/api-keys', { scopes: ['logs.export'], ...body });
  expect((await make({ user: 'mia', visibility: 'own' })).body).toMatchObject({ user: 'mia', visibility: 'own' });
  expect((await make({})).body).toMatchObject({ user: null, visibility: 'workspace' });
  expectRefusal(await make({ visibility: 'own' }), { param: 'user', says: /whose exports/ });
  expectRefusal(await make({ user: 'mia', visibility: 'own', scopes: ['admin'] }), { param: 'visibility' });
  expectRefusal(await make({ user: 'with space' }), { param: 'user' });
});

test('a webhook of one person is told of that person’s exports alone, and seen by nobody else’s key', async () => {
  const stores = openAllStores(stack.config);
  const common = { organisation_id: 'acme', workspace_id: 'main', url: 'https://example.com', secrets: [] };
  const times = { created_at: new Date(), last_updated_at: new Date(), failing_since: null, disabled: null };
  const events: ['export.succeeded'] = ['export.succeeded'];
  const webhook = (_id: string, slot: number, only_user: string | null) =>
    stores.webhooks.insert({
      ...{ ...common, ...times, events, _id, slot, only_user },
      ...{ description: null, created_by: 'key-1', created_by_user: only_user },
    });
  await webhook('of-eve', 0, 'eve');
  await webhook('of-all', 1, null);
  const toldOf = async (user: string | null) => {
    const whose = { organisation_id: 'acme', workspace_id: 'main', user };
    return (await stores.webhooks.subscribers(whose, 'export.succeeded')).map(({ _id }) => _id).sort();
  };
  expect(await toldOf('eve')).toEqual(['of-all', 'of-eve']);
  expect(await toldOf('ada@example.com')).toEqual(['of-all']);
  expect(await toldOf(null)).toEqual(['of-all']);
  await stores.close();
  const seen = async (by: ApiClient) =>
    (await by.send<{ data: { id: string }[] }>('GET', '/v1/webhooks')).body.data.map(({ id }) => id).sort();
  expect(await seen(eve)).toEqual(['of-eve']);
  expect(await seen(ada)).toEqual([]);
});

test('a key of one person sees and moves that person’s schedules alone', async () => {
  const made = async (by: ApiClient) =>
    (await by.send<{ id: string }>('POST', '/v1/logs/schedules', scheduleBody({ paused: true }))).body.id;
  const [ofAda, ofEve] = [await made(ada), await made(eve)];
  const seen = async (by: ApiClient) => {
    const { body } = await by.send<{ total: number; data: { id: string }[] }>('GET', '/v1/logs/schedules');
    expect(body.total).toBe(body.data.length);
    return body.data.map(({ id }) => id);
  };
  expect(await seen(ada)).toEqual([ofAda]);
  expect((await seen(everyone)).sort()).toEqual([ofAda, ofEve].sort());
  const path = `/v1/logs/schedules/${ofEve}`;
  expect((await ada.send('GET', path)).status).toBe(404);
  expect((await ada.send('POST', `${path}/resume`)).status).toBe(404);
  expect((await ada.send('DELETE', path)).status).toBe(404);
  expect((await eve.send('GET', path)).status).toBe(200);
  for (const id of [ofAda, ofEve]) {
    expect((await everyone.send('DELETE', `/v1/logs/schedules/${id}`)).status).toBe(200);
  }
});

test('a key from before there were people works as before', async () => {
  const db = stack.mongo.db(stack.config.MONGO_DATABASE);
  const old = await stack.client();
  await db.collection('api_keys').updateMany({ user: null }, { $unset: { user: 1, visibility: 1 } });
  await db.collection('exports').updateOne({ _id: ids.everyone as never }, { $unset: { created_by_user: 1 } });
  expect(await listed(old)).toEqual(these('ada', 'eve', 'everyone'));
  expect((await old.read(ids.everyone!)).created_by_detail.user).toBeNull();
});
