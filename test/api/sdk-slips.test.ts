/** What the published SDKs send where they are held a little wrong, or send `null` for "none". */
import { Portkey } from 'portkey-ai';
import type { ApiClient } from '../support/client';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let client: ApiClient;
let wide: ApiClient;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  client = await stack.client();
  wide = await stack.client({ workspace: null });
});
afterAll(() => stack.stop());

const draft = (by: ApiClient, more: object = {}) => by.create({ filters: {}, requested_data: ['id'], ...more });

test('an id that an SDK was not given by name is answered with what to write', async () => {
  const portkey = new Portkey({ apiKey: client.key, baseURL: `${stack.url}/v1` });
  const slip = portkey.logs.exports.start('0b2f' as never);
  await expect(slip).rejects.toMatchObject({ status: 404, message: expect.stringContaining('{ exportId }') as string });
  for (const [method, path, body] of [
    ['GET', ''],
    ['POST', '/start', { 0: 'x' }],
    ['POST', '/cancel', { 0: 'x' }],
    ['GET', '/download'],
    ['PUT', '', { nothing: 'known' }],
  ] as const) {
    const answer = await client.send(method, `/v1/logs/exports/undefined${path}`, body);
    expectRefusal(answer, { status: 404, code: 'not_found', param: 'id', says: /your client sent no id/ });
  }
});

test('a base URL may end in a slash', async () => {
  const portkey = new Portkey({ apiKey: client.key, baseURL: `${stack.url}/v1/` });
  const id = await draft(client);
  expect(await portkey.logs.exports.retrieve({ exportId: id })).toMatchObject({ id, status: 'draft' });
  expect((await client.send('GET', `/v1//logs/exports/${id}`)).status).toBe(200);
});

test('null stands for none: what was read can be sent back', async () => {
  const id = await draft(client, { workspace_id: null, description: null });
  const { filters, requested_data, description, workspace_id } = await client.read(id);
  expect({ description, workspace_id }).toEqual({ description: null, workspace_id: 'main' });
  const change = { filters, requested_data, description: 'now with a note', workspace_id };
  expect((await client.send('PUT', `/v1/logs/exports/${id}`, change)).status).toBe(200);
  expect((await client.send('PUT', `/v1/logs/exports/${id}`, { ...change, description: null })).status).toBe(200);
  expect((await client.read(id)).description).toBeNull();
});

test('an export of one workspace can go back to all of them, by a key that has them all', async () => {
  const id = await draft(wide, { workspace_id: 'main' });
  expect((await wide.read(id)).workspace_id).toBe('main');
  expect((await wide.send('PUT', `/v1/logs/exports/${id}`, { workspace_id: null })).status).toBe(200);
  expect((await wide.read(id)).workspace_id).toBeNull();
  expect((await client.send('GET', `/v1/logs/exports/${id}`)).status).toBe(404);
});

test('whether the export will hold all that matches is said when it is created', async () => {
  await client.insert(Array.from({ length: 4 }, () => ({ request: {}, response: {} })));
  const create = (filters: object) =>
    client.send<object>('POST', '/v1/logs/exports', { filters, requested_data: ['id'] });
  expect((await create({ page_size: 3 })).body).toMatchObject({ total: 3, total_records: 4, truncated: true });
  expect((await create({})).body).toMatchObject({ total: 4, total_records: 4, truncated: false });
});
