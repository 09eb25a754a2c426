import { randomUUID } from 'node:crypto';
import type { ExportAnswer } from '../../src/contract/export-answers';
import type { ApiClient } from '../support/client';
import { recordsIn } from '../support/records';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let owner: ApiClient;
let admin: ApiClient;
const others: Record<string, ApiClient> = {};
let exportId: string;
let logId: string;
const fields = { filters: {}, requested_data: ['id'] };
beforeAll(async () => {
  stack = await startStack({ worker: false });
  owner = await stack.client();
  admin = await stack.client({ workspace: null });
  others['another workspace'] = await stack.client({ workspace: 'side' });
  others['another organisation'] = await stack.client({ organisation: 'rival' });
  others["another organisation's admin"] = await stack.client({ organisation: 'rival', workspace: null });
  exportId = await owner.create(fields);
  logId = (await owner.insert({ request: { body: {} }, response: { body: {} } })).body.data[0]!.id;
});
afterAll(() => stack.stop());

const routes: [method: string, path: (id: string) => string, body?: object][] = [
  ['GET', (id) => `/v1/logs/exports/${id}`],
  ['PUT', (id) => `/v1/logs/exports/${id}`, { description: 'mine' }],
  ['DELETE', (id) => `/v1/logs/exports/${id}`],
  ['POST', (id) => `/v1/logs/exports/${id}/start`],
  ['POST', (id) => `/v1/logs/exports/${id}/cancel`],
  ['GET', (id) => `/v1/logs/exports/${id}/download`],
  ['GET', (id) => `/v1/logs/${id}`],
];
const named = routes.map(([method, path, body]) => ({ route: `${method} ${path('{id}')}`, method, path, body }));
const idFor = (route: string) => (route === 'GET /v1/logs/{id}' ? logId : exportId);

interface Refusal {
  error: { code: string; param: string };
}
async function notFound(by: ApiClient, method: string, path: string, body?: object) {
  const { status, body: answer } = await by.send<Refusal>(method, path, body);
  return { status, error: answer.error };
}

const whose = ['another workspace', 'another organisation', "another organisation's admin"];
describe.each(whose)('to %s', (other) => {
  test.each(named)('$route is as if it were not there', async ({ route, method, path, body }) => {
    const before = await recordsIn(stack).findOne({ _id: exportId });
    const refused = await notFound(others[other]!, method, path(idFor(route)), body);
    expect(refused).toEqual(await notFound(others[other]!, method, path(randomUUID()), body));
    expect(refused).toMatchObject({ status: 404, error: { code: 'not_found', param: 'id' } });
    expect(await recordsIn(stack).findOne({ _id: exportId })).toEqual(before);
  });
});

const madeUp = [
  '0',
  'null',
  '%24ne',
  '%7B%22%24ne%22%3A1%7D',
  '..%2F..',
  '%00',
  'ä',
  'a'.repeat(2_000),
  '0'.repeat(24),
];
describe.each(madeUp.map((id) => ({ id, title: id.slice(0, 30) })))('the id $title', ({ id }) => {
  test.each(named)('$route: there is none', async ({ method, path, body }) => {
    const refused = await notFound(owner, method, path(id), body);
    expect(refused).toEqual(await notFound(owner, method, path(randomUUID()), body));
    expect(refused).toMatchObject({ status: 404, error: { code: 'not_found', param: 'id' } });
  });
});

test("an admin's key reaches every workspace of its organisation, and no other", async () => {
  const inSide = await others['another workspace']!.create(fields);
  const ofAll = await admin.create(fields);
  const inNamed = await admin.create({ ...fields, workspace_id: 'side' });
  const rivals = await others['another organisation']!.create(fields);
  const { data } = (await admin.send<{ data: ExportAnswer[] }>('GET', '/v1/logs/exports?page_size=1000')).body;
  const ids = data.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([exportId, inSide, ofAll, inNamed]));
  expect(ids).not.toContain(rivals);
  expect(await admin.read(inNamed)).toMatchObject({ workspace_id: 'side', organisation_id: 'acme' });
  expect(await others['another workspace']!.read(inNamed)).toMatchObject({ id: inNamed });
  expect((await owner.send('GET', `/v1/logs/exports/${ofAll}`)).status).toBe(404);
  expect((await admin.send('GET', `/v1/logs/${logId}`)).status).toBe(200);
});

test('an export counts the logs of its own workspace', async () => {
  const { mongo, config } = stack;
  const { insertedIds } = await mongo
    .db(config.MONGO_DATABASE)
    .collection<{ _id: string }>(config.MONGO_COLLECTION_NAME)
    .insertMany(
      ['w1', 'w2', 'w2'].map((workspace_slug) => ({
        _id: randomUUID(),
        organisation_id: 'counted',
        created_at: new Date('2026-03-09'),
        metrics: { workspace_slug },
      })),
    );
  const key = await stack.client({ organisation: 'counted', workspace: null });
  const total = async (body: object) =>
    (await key.send<{ total: number }>('POST', '/v1/logs/exports/preview', { ...fields, ...body })).body.total;
  expect(await total({})).toBe(Object.keys(insertedIds).length);
  expect(await total({ workspace_id: 'w2' })).toBe(2);
  expect(await total({ workspace_id: 'w3' })).toBe(0);
});

const naming: [method: string, path: string, body?: object][] = [
  ['POST', '/v1/logs/exports', { ...fields, workspace_id: 'side' }],
  ['POST', '/v1/logs/exports/preview', { ...fields, workspace_id: 'side' }],
  ['GET', '/v1/logs/exports?workspace_id=side'],
  ['GET', '/v1/logs/exports?workspace_id=no-such-workspace'],
];
test.each(naming.map(([method, path, body]) => ({ method, path, body })))(
  "$method $path for a workspace that is not the key's own is refused",
  async ({ method, path, body }) => {
    const { status, body: answer } = await owner.send<Refusal>(method, path, body);
    expect(status).toBe(403);
    expect(answer.error).toMatchObject({ code: 'workspace_forbidden', param: 'workspace_id' });
  },
);

test('an update can move an export only to a workspace of the key', async () => {
  const id = await owner.create(fields);
  const refused = await owner.send('PUT', `/v1/logs/exports/${id}`, { workspace_id: 'side' });
  expect(refused.status).toBe(403);
  expect(await owner.send('PUT', `/v1/logs/exports/${id}`, { workspace_id: 'main' })).toMatchObject({ status: 200 });
  expect(await admin.send('PUT', `/v1/logs/exports/${id}`, { workspace_id: 'side' })).toMatchObject({ status: 200 });
  expect((await owner.send('GET', `/v1/logs/exports/${id}`)).status).toBe(404);
});
