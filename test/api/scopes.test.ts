import type { Scope } from '../../src/contract/scopes';
import type { ApiClient } from '../support/client';
import { recordsIn } from '../support/records';
import { countWritten, expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let full: ApiClient;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  full = await stack.client();
});
afterAll(() => stack.stop());

const plain = { filters: {}, requested_data: ['id'] };
const log = { request: { body: {} }, response: { body: {} } };
const needs: [method: string, path: string, scope: Scope, body?: object][] = [
  ['POST', '/v1/logs/exports', 'logs.export', plain],
  ['POST', '/v1/logs/exports/preview', 'logs.export', plain],
  ['GET', '/v1/logs/exports', 'logs.export'],
  ['GET', '/v1/logs/exports/fields', 'logs.export'],
  ['GET', '/v1/logs/exports/x', 'logs.export'],
  ['PUT', '/v1/logs/exports/x', 'logs.export', { description: 'd' }],
  ['POST', '/v1/logs/exports/x/start', 'logs.export'],
  ['POST', '/v1/logs/exports/x/cancel', 'logs.export'],
  ['GET', '/v1/logs/exports/x/download', 'logs.export'],
  ['DELETE', '/v1/logs/exports/x', 'logs.export'],
  ['POST', '/v1/logs', 'logs.write', log],
  ['GET', '/v1/logs/x', 'logs.view'],
];
const routes = needs.map(([method, path, scope, body]) => ({ method, path, scope, body }));
const product: Scope[] = ['logs.export', 'logs.write', 'logs.view', 'completions'];

test.each(routes)('$method $path needs $scope, whatever else the key has', async ({ method, path, scope, body }) => {
  const client = await stack.client({ scopes: product.filter((other) => other !== scope) });
  const before = await countWritten(stack);
  const says = new RegExp(`lacks the scope ${scope.replace('.', '\\.')}.*Use a key that has it`);
  expectRefusal(await client.send(method, path, body), { status: 403, code: 'scope_missing', says });
  expect(await countWritten(stack)).toEqual(before);
});

test.each(routes)('$method $path needs $scope and nothing else', async ({ method, path, scope, body }) => {
  const client = await stack.client({ scopes: [scope] });
  expect([200, 404]).toContain((await client.send(method, path, body)).status);
});

const content = ['request', 'request.body', 'response', 'response.body'];
describe.each(content)('the field %s needs the scope completions', (field) => {
  const body = { filters: {}, requested_data: ['id', field] };
  const refusal = {
    status: 403,
    code: 'scope_missing',
    param: 'requested_data',
    says: new RegExp(`lacks the scope completions, which the field ${field.replace('.', '\\.')} needs`),
  };
  let reader: ApiClient;
  beforeAll(async () => {
    reader = await stack.client({ scopes: ['logs.export', 'logs.write', 'logs.view'] });
  });

  test.each(['/v1/logs/exports', '/v1/logs/exports/preview'])('POST %s', async (path) => {
    const before = await countWritten(stack);
    expectRefusal(await reader.send('POST', path, body), refusal);
    expect(await countWritten(stack)).toEqual(before);
  });

  test('an update that asks for it, or that keeps it', async () => {
    const without = await reader.create(plain);
    expectRefusal(await reader.send('PUT', `/v1/logs/exports/${without}`, { requested_data: [field] }), refusal);
    const holding = await full.create(body);
    const widened = await reader.send('PUT', `/v1/logs/exports/${holding}`, { filters: { cost_min: 1 } });
    expectRefusal(widened, refusal);
    expect(await full.read(holding)).toMatchObject({ filters: {}, requested_data: body.requested_data });
  });

  test('starting, and downloading', async () => {
    const holding = await full.create(body);
    expectRefusal(await reader.start(holding), refusal);
    expect(await full.read(holding)).toMatchObject({ status: 'draft', attempt: 0 });
    const file = { name: 'f.jsonl', bytes: 0, crc32c: 'AAAAAA==', version: '1' };
    await recordsIn(stack).updateOne({ _id: holding }, { $set: { status: 'success', file, completed_at: new Date() } });
    expectRefusal(await reader.send('GET', `/v1/logs/exports/${holding}/download`), refusal);
  });
});

test('a log is shown without its prompt and completion to a key that may not read those', async () => {
  const id = (await full.insert({ request: { body: { p: 1 } }, response: { body: { c: 2 } } })).body.data[0]!.id;
  const reader = await stack.client({ scopes: ['logs.view'] });
  const shown = (await reader.send<object>('GET', `/v1/logs/${id}`)).body;
  expect(Object.keys(shown)).not.toEqual(expect.arrayContaining(['request']));
  expect(JSON.stringify(shown)).not.toMatch(/"request":|"response":/);
  expect((await full.send<object>('GET', `/v1/logs/${id}`)).body).toMatchObject({
    request: { body: { p: 1 } },
    response: { body: { c: 2 } },
  });
});
