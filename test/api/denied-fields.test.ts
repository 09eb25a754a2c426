/** Fields that an admin denies do not leave: not by a new export, not by one that was made before. */
import type { ExportSettings } from '../../src/model/denied-fields';
import type { ApiClient } from '../support/client';
import { recordsIn } from '../support/records';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let admin: ApiClient;
let client: ApiClient;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  [admin, client] = await Promise.all([stack.client({ workspace: null }), stack.client()]);
  await client.insert({
    request: { body: { prompt: 'x' } },
    response: { status: 200, body: {} },
    metadata: { team: 'secret-team' },
  });
});
afterAll(() => stack.stop());
afterEach(() => set({ denied_fields: [], workspaces_decide: false, workspaces: { main: null, side: null } }));

const set = (change: object, by = admin) => by.send<ExportSettings>('PUT', '/v1/export-settings', change);
const deny = (...denied_fields: string[]) => set({ denied_fields });
const body = (...requested_data: string[]) => ({ filters: {}, requested_data });
const denied = (field: string) => ({
  status: 403,
  code: 'field_denied',
  param: 'requested_data',
  says: new RegExp(`denied exports of the field ${field}\\. Leave it out`),
});
const path = (id: string) => `/v1/logs/exports/${id}`;

test('create, preview and update refuse a denied field by name, in every spelling', async () => {
  const id = await client.create(body('id'));
  await deny('request', 'metadata.key');
  for (const field of ['request', 'request.body', 'metadata', 'metadata.value']) {
    expectRefusal(await client.send('POST', '/v1/logs/exports', body('id', field)), denied(field));
    expectRefusal(await client.send('POST', '/v1/logs/exports/preview', body('id', field)), denied(field));
    expectRefusal(await client.send('PUT', path(id), { requested_data: ['id', field] }), denied(field));
  }
  expect((await client.send('POST', '/v1/logs/exports', body('id', 'cost'))).status).toBe(200);
});

test.each(['draft', 'failure', 'stopped'] as const)('a %s made before the denial is not started', async (status) => {
  const id = await client.create(body('metadata'));
  await recordsIn(stack).updateOne({ _id: id }, { $set: { status } });
  await deny('metadata');
  expectRefusal(await client.start(id), denied('metadata'));
  expect(await client.read(id)).toMatchObject({ status, attempt: 0 });
  expectRefusal(await client.send('PUT', path(id), { description: 'still with it' }), denied('metadata'));
  expect((await client.send('PUT', path(id), { requested_data: ['id'] })).status).toBe(200);
  expect((await client.start(id)).status).toBe(200);
});

test.each(['request', 'response.body'])(
  'a fine-tuning set is made from %s, and not where that is denied',
  async (field) => {
    const chat = { filters: {}, format: 'chat' };
    const id = await client.create(chat);
    await deny(field);
    const refusal = {
      ...{ status: 403, code: 'field_denied', param: 'format' },
      says: /The format chat is made from it: choose another/,
    };
    expectRefusal(await client.send('POST', '/v1/logs/exports', chat), refusal);
    expectRefusal(await client.send('POST', '/v1/logs/exports/preview', chat), refusal);
    expectRefusal(await client.start(id), refusal);
  },
);

test('an export that runs when a field is denied ends with what it was started with', async () => {
  const id = await client.create(body('id', 'metadata'));
  await client.start(id);
  await deny('metadata');
  expect((await client.start(id)).status).toBe(200);
  const worker = await stack.startWorker();
  expect(await client.settled(id)).toMatchObject({ status: 'success' });
  await worker.stop();
  expect((await client.download(id)).toString()).toContain('secret-team');
});

test('what is denied is not suggested for filters either', async () => {
  const suggest = async () =>
    JSON.stringify((await client.send('POST', '/v1/logs/exports/suggestions', { filters: {} })).body);
  expect(await suggest()).toContain('secret-team');
  await deny('metadata.value');
  expect(await suggest()).not.toContain('secret-team');
});

test('a workspace denies more, and an export of all workspaces holds what none of them denies', async () => {
  await set({ workspaces: { main: { denied_fields: ['cost'] } } });
  expectRefusal(await client.send('POST', '/v1/logs/exports', body('cost')), denied('cost'));
  expectRefusal(await admin.send('POST', '/v1/logs/exports', body('cost')), denied('cost'));
  const elsewhere = { ...body('cost'), workspace_id: 'side' };
  expect((await admin.send('POST', '/v1/logs/exports', elsewhere)).status).toBe(200);
  // An export that moves is asked anew.
  const id = await admin.create(elsewhere);
  expectRefusal(await admin.send('PUT', path(id), { workspace_id: 'main' }), denied('cost'));
});

test('an admin of one workspace sets that workspace alone, and decides only where it may', async () => {
  const ofMain = { workspaces: { main: { denied_fields: [] } } };
  await deny('cost');
  expect((await set(ofMain, client)).status).toBe(200);
  expectRefusal(await client.send('POST', '/v1/logs/exports', body('cost')), denied('cost'));
  await set({ workspaces_decide: true, workspaces: { side: { denied_fields: ['id'] } } });
  expect((await client.send('POST', '/v1/logs/exports', body('cost'))).status).toBe(200);
  const forbidden = (param: string) => ({ status: 403, code: 'workspace_forbidden', param });
  expectRefusal(await set({ denied_fields: [] }, client), forbidden('denied_fields'));
  expectRefusal(await set({ workspaces_decide: false }, client), forbidden('workspaces_decide'));
  expectRefusal(await set({ workspaces: { side: null } }, client), forbidden('workspaces'));
  const { body: seen } = await client.send<ExportSettings>('GET', '/v1/export-settings');
  expect(seen).toEqual({ object: 'export_settings', denied_fields: ['cost'], workspaces_decide: true, ...ofMain });
});

test('field-restrictions names what is denied and what is allowed; other organisations are not touched', async () => {
  await deny('request');
  const ask = async (by: ApiClient) =>
    (await by.send<Record<string, string[]>>('GET', '/v1/logs/exports/field-restrictions')).body;
  const restrictions = await ask(client);
  expect(restrictions.denied_fields).toEqual(['request', 'request.body']);
  expect(restrictions.allowed_fields).toContain('response');
  expect(restrictions.allowed_fields).not.toContain('request');
  expect((await ask(await stack.client({ organisation: 'rival' }))).denied_fields).toEqual([]);
});

test('the audit trail holds what was denied before and after', async () => {
  await deny('cost');
  await set({ workspaces: { main: { denied_fields: ['id'] } } });
  const { body: trail } = await admin.send<{ data: { change: unknown }[] }>(
    'GET',
    '/v1/audit?action=settings.update&page_size=1',
  );
  const before = { denied_fields: ['cost'], workspaces_decide: false, workspaces: {} };
  const after = { ...before, workspaces: { main: { denied_fields: ['id'] } } };
  expect(trail.data).toEqual([
    expect.objectContaining({ action: 'settings.update', result: 'ok', change: { before, after } }),
  ]);
});

test('changes at the same time are all kept', async () => {
  const workspaces = Array.from({ length: 8 }, (_, index) => `w${index}`);
  await Promise.all(workspaces.map((id) => set({ workspaces: { [id]: { denied_fields: ['id'] } } })));
  const { body: kept } = await admin.send<ExportSettings>('GET', '/v1/export-settings');
  expect(
    Object.keys(kept.workspaces)
      .filter((id) => id.startsWith('w'))
      .sort(),
  ).toEqual(workspaces);
  await set({ workspaces: Object.fromEntries(workspaces.map((id) => [id, null])) });
});

test.each([
  [{}, 'body'],
  [{ denied_fields: ['nonsense'] }, 'denied_fields.0'],
  [{ workspaces: { '../x': { denied_fields: [] } } }, 'workspaces'],
])('%j is refused', async (change, param) => {
  expectRefusal(await set(change), { param });
});
