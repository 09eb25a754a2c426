import { createKeyStore } from '../../src/stores/keys';
import type { ApiClient } from '../support/client';
import { expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  client = await stack.client();
});
afterAll(() => stack.stop());

async function ask(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${stack.url}${path}`, { method, headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : null) as unknown };
}

const wrong = `lxk_${'A'.repeat(43)}`;
const strangers: [what: string, headers: Record<string, string>, says: RegExp][] = [
  ['no key', {}, /has no API key\. Send an API key in the header x-portkey-api-key, or as Authorization: Bearer/],
  ['an empty key', { 'x-portkey-api-key': '' }, /has no API key/],
  ['a key that is not known', { 'x-portkey-api-key': wrong }, /is unknown/],
  ['a key of no form of ours', { 'x-portkey-api-key': 'pk-live-1' }, /is unknown/],
  ['an operator for a key', { 'x-portkey-api-key': '{"$ne":""}' }, /is unknown/],
  ['a bearer that is not known', { authorization: `Bearer ${wrong}` }, /is unknown/],
  ['another scheme', { authorization: 'Basic YTpi' }, /has no API key/],
];
test.each(strangers)('%s is refused with 401', async (_, headers, says) => {
  const answer = await ask('/v1/logs/exports', { headers });
  expectRefusal(answer, { status: 401, code: 'unauthorized', says });
  expect(answer.headers.get('www-authenticate')).toBe('Bearer');
});

test.each(['Bearer', 'bearer', 'BEARER '])('the key is taken as %s', async (scheme) => {
  const answer = await ask('/v1/logs/exports', { headers: { authorization: `${scheme} ${client.key}` } });
  expect(answer.status).toBe(200);
});

test('a revoked key is refused from then on', async () => {
  const keys = createKeyStore(stack.mongo.db(stack.config.MONGO_DATABASE));
  const tenant = { organisationId: 'acme', workspaceId: 'main' };
  const { record, key } = await keys.create({ name: null, tenant, scopes: ['logs.export'] });
  const headers = { 'x-portkey-api-key': key };
  expect((await ask('/v1/logs/exports', { headers })).status).toBe(200);
  await keys.revoke(record._id);
  const answer = await ask('/v1/logs/exports', { headers });
  expectRefusal(answer, { status: 401, code: 'unauthorized', says: /revoked/ });
});

test.each([
  '/v2/logs',
  '/v1',
  '/v1/',
  '/v1/logs/exports/a/b',
  '/v1/log',
  '/docs/x.js',
  '/nothing.html',
  '/..%2f..%2fetc',
])('there is nothing at %s', async (path) => {
  expectRefusal(await ask(path), { status: 404, code: 'not_found', says: /No endpoint matches GET .*See \/docs/ });
});

const methods: [method: string, path: string, allowed: string][] = [
  ['GET', '/v1/logs', 'POST'],
  ['DELETE', '/v1/logs', 'POST'],
  ['PATCH', '/v1/logs/exports/x', 'HEAD, GET, PUT, DELETE'],
  ['PUT', '/v1/logs/exports', 'POST, HEAD, GET'],
  ['GET', '/v1/logs/exports/x/start', 'POST'],
  ['POST', '/v1/logs/exports/x/download', 'HEAD, GET'],
  ['POST', '/healthz', 'HEAD, GET'],
  ['POST', '/openapi.json', 'HEAD, GET'],
];
test.each(methods)('%s %s is refused with what is allowed', async (method, path, allowed) => {
  const answer = await ask(path, { method });
  expectRefusal(answer, {
    status: 405,
    code: 'method_not_allowed',
    says: new RegExp(`does not take ${method}\\. It takes`),
  });
  const sorted = (list: string) => list.split(', ').sort();
  expect(sorted(answer.headers.get('allow')!)).toEqual(expect.arrayContaining(sorted(allowed)));
});

test('every request has an id of its own, whatever the client sends', async () => {
  const headers = { 'x-request-id': 'mine' };
  const ids = await Promise.all(Array.from({ length: 5 }, async () => (await ask('/healthz', { headers })).headers));
  const seen = new Set(ids.map((answered) => answered.get('x-request-id')));
  expect(seen.size).toBe(5);
  expect([...seen].join(' ')).toMatch(/^([0-9a-f-]{36} ?){5}$/);
});
