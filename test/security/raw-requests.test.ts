import { MAX_DEPTH, usualBounds } from '../../src/api/shape';
import { startStack, type Stack } from '../support/stack';
import type { ApiClient } from '../support/client';
import { sendRaw } from './support/raw-http';

let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  client = await stack.client();
});
afterAll(() => stack.stop());

const lines = (...all: string[]) => `${all.join('\r\n')}\r\n`;
const head = (first: string, ...headers: string[]) =>
  lines(first, 'Host: api', `x-portkey-api-key: ${client.key}`, 'content-type: application/json', ...headers, '');
const exportsCount = () => stack.mongo.db(stack.config.MONGO_DATABASE).collection('exports').countDocuments();
const valid = '{"filters":{},"requested_data":["id"]}';
const smuggled = () => head('POST /v1/logs/exports HTTP/1.1', `Content-Length: ${valid.length}`) + valid;

describe('a request that two servers could read in two ways is refused, and nothing after it is read', () => {
  const chunked = '0\r\n\r\n';
  test.each([
    ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked'], chunked],
    ['two lengths', ['Content-Length: 5', 'Content-Length: 6'], '{}   '],
    ['a list of lengths', ['Content-Length: 5, 6'], '{}   '],
    ['a signed length', ['Content-Length: +5'], '{}   '],
    ['a negative length', ['Content-Length: -1'], ''],
    ['chunks last but one', ['Transfer-Encoding: chunked, identity'], chunked],
    ['an unknown coding', ['Transfer-Encoding: xchunked'], chunked],
    ['a space before the colon', ['Transfer-Encoding : chunked'], chunked],
    [
      'a folded header',
      ['X-Folded: a', ' Transfer-Encoding: chunked', 'Transfer-Encoding: chunked', 'Content-Length: 5'],
      chunked,
    ],
    ['a bare line feed', ['X-Bare: a\nTransfer-Encoding: chunked', 'Content-Length: 5'], chunked],
    ['a NUL in a header', ['X-Nul: a\0b', 'Content-Length: 0'], ''],
    ['a chunk of no number', ['Transfer-Encoding: chunked'], 'zz\r\n'],
  ])('%s', async (_what, headers, body) => {
    const before = await exportsCount();
    const { statuses } = await sendRaw(
      stack.url,
      head('POST /v1/logs/exports HTTP/1.1', ...headers) + body + smuggled(),
    );
    expect(statuses.length).toBeLessThanOrEqual(1);
    expect(statuses.filter((status) => status !== 400)).toEqual([]);
    expect(await exportsCount()).toBe(before);
  });

  test('while the same request alone is fine', async () => {
    const before = await exportsCount();
    expect((await sendRaw(stack.url, smuggled())).statuses).toEqual([200]);
    expect(await exportsCount()).toBe(before + 1);
  });
});

test('headers and request lines are limited before they are looked at', async () => {
  const huge = 'a'.repeat(70_000);
  expect((await sendRaw(stack.url, head('GET /v1/logs/exports HTTP/1.1', `X-Huge: ${huge}`))).statuses).toEqual([431]);
  expect((await sendRaw(stack.url, head(`GET /v1/${huge} HTTP/1.1`))).statuses).toEqual([431]);
  expect((await sendRaw(stack.url, head('GET /v1/logs/exports HTTP/9.9'))).statuses).toEqual([400]);
});

test('a body that says it is too large is refused before it arrives', async () => {
  const { statuses } = await sendRaw(stack.url, head('POST /v1/logs/exports HTTP/1.1', 'Content-Length: 99999999'));
  expect(statuses).toEqual([413]);
});

test.each([
  '/v1/logs/exports/../../../etc/passwd',
  '/v1/logs/exports/%2e%2e/%2e%2e/metrics',
  '/v1//logs//exports',
  '//v1/logs/exports',
  '/v1/logs/exports/%00',
  '/v1/logs/exports/%',
  '/v1/logs/exports/%c0%ae%c0%ae',
  '/v1/logs/exports/%ff',
  '/v1/logs/exports/a%2Fstart',
  '/v1/logs/exports/..;/x',
  '/docs/..%2f..%2fpackage.json',
  '/docs/%2e%2e%2fpackage.json',
  '/docs/swagger-initializer.js',
  '/assets/..%2f..%2fserver.js',
  '/assets/%2e%2e/%2e%2e/server.js',
  '/..%5c..%5cpackage.json',
  '/.env',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/index.html%00.js',
  'http://elsewhere.example/v1/logs/exports/%2e%2e',
])('the path %s leads nowhere', async (path) => {
  const { statuses, text } = await sendRaw(stack.url, head(`GET ${path} HTTP/1.1`, 'Connection: close'));
  expect(statuses).toHaveLength(1);
  expect([400, 404]).toContain(statuses[0]);
  expect(text).not.toMatch(/root:|"dependencies"|# HELP/);
});

test.each([
  ['deep lists', `{"filters":${'['.repeat(50_000)}`],
  ['deep objects', '{"a":'.repeat(MAX_DEPTH + 1) + '1' + '}'.repeat(MAX_DEPTH + 1)],
  ['closing brackets', ']'.repeat(1_000)],
  ['many values', `{"filters":{},"requested_data":[${'"id",'.repeat(usualBounds.values)}"id"]}`],
  ['many keys', `{${Array.from({ length: usualBounds.keys }, (_, index) => `"k${index}":1`).join(',')}}`],
  ['an open string', '{"filters":"'],
  ['half a surrogate', '{"filters":{"ai_model":"\\ud800"},"requested_data":["id"],"x":1}'],
  ['UTF-16', Buffer.from(valid, 'utf16le').toString('latin1')],
  ['NaN', '{"filters":{"cost_min":NaN},"requested_data":["id"]}'],
  ['a comment', `${valid}//`],
  ['two documents', valid + valid],
])('a body of %s is refused in words', async (_what, body) => {
  const before = await exportsCount();
  const answer = await client.send<{ error: { code: string } }>('POST', '/v1/logs/exports', body);
  expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid_request']);
  expect(await exportsCount()).toBe(before);
});

test('millions of wrong logs are refused by their number, not one by one', async () => {
  const answer = await client.send<{ error: { code: string; message: string } }>(
    'POST',
    '/v1/logs',
    `[${'0,'.repeat(2e6)}0]`,
  );
  expect([answer.status, answer.body.error.message]).toEqual([413, expect.stringContaining('at most 1000 logs')]);
});

test('a key that is given twice is refused by its path: what is checked is what is used', async () => {
  const twice = (filters: string) => `{"filters":{${filters}},"requested_data":["id"]}`;
  for (const filters of ['"cost_min":{"$gt":0},"cost_min":1', '"cost_min":1,"cost_min":{"$gt":0}']) {
    const { status, body } = await client.send<{ error: { param: string } }>(
      'POST',
      '/v1/logs/exports',
      twice(filters),
    );
    expect({ status, param: body.error.param }).toEqual({ status: 400, param: 'filters.cost_min' });
  }
});

test.each([
  '{"__proto__":{"polluted":1},"filters":{},"requested_data":["id"]}',
  '{"filters":{"__proto__":{"polluted":1}},"requested_data":["id"]}',
  '{"filters":{"metadata":{"__proto__":"1"}},"requested_data":["id"]}',
  '{"constructor":{"prototype":{"polluted":1}},"filters":{},"requested_data":["id"]}',
])('no prototype is changed by %s', async (body) => {
  expect((await client.send('POST', '/v1/logs/exports', body)).status).toBe(400);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('a log may hold any key, and changes no prototype either', async () => {
  const log =
    '{"request":{"body":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}},"response":{}}';
  const { status, body } = await client.send<{ data: { id: string }[] }>('POST', '/v1/logs', log);
  expect(status).toBe(200);
  expect((await client.send('GET', `/v1/logs/${body.data[0]!.id}`)).status).toBe(200);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test.each(['ｄraft', 'drаft', 'DRAFT', 'draft\u200b', 'draft ', 'dra\u0000ft'])(
  'the look-alike status %j is no status',
  async (status) => {
    expect((await client.send('GET', `/v1/logs/exports?status=${encodeURIComponent(status)}`)).status).toBe(400);
  },
);

test.each(['ⅿain', 'mаin', 'main\u200d', '../main', 'ma/in', '-main', '', 'a'.repeat(129)])(
  'the look-alike workspace %j is no workspace',
  async (workspace_id) => {
    const body = { filters: {}, requested_data: ['id'], workspace_id };
    expect((await client.send('POST', '/v1/logs/exports', body)).status).toBe(400);
    expect((await client.send('POST', '/v1/api-keys', { scopes: ['admin'], workspace_id })).status).toBe(400);
  },
);

test.each(['TRACE', 'CONNECT', 'PATCH', 'OPTIONS'])('%s gets nothing', async (method) => {
  const { statuses, text } = await sendRaw(stack.url, head(`${method} /v1/logs/exports HTTP/1.1`, 'Connection: close'));
  expect(text).not.toContain(client.key);
  expect(statuses.every((status) => [200, 400, 405, 501].includes(status))).toBe(true);
});
