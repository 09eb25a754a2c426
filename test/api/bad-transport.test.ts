import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { ApiClient } from '../support/client';
import { countWritten, expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let client: ApiClient;
let id: string;
let before: unknown;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  client = await stack.client();
  id = await client.create({ filters: {}, requested_data: ['id'] });
  before = await countWritten(stack);
});
afterAll(async () => {
  expect(await countWritten(stack)).toEqual(before);
  await stack.stop();
});

/** Sends the bytes as they are, with the content type or without one. */
async function post(path: string, body: string | Buffer, contentType?: string, method = 'POST') {
  const response = await fetch(`${stack.url}${path}`, {
    method,
    headers: { 'x-portkey-api-key': client.key, ...(contentType !== undefined && { 'content-type': contentType }) },
    body: Buffer.from(body as string),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const takers: [method: string, path: () => string][] = [
  ['POST', () => '/v1/logs/exports'],
  ['POST', () => '/v1/logs/exports/preview'],
  ['PUT', () => `/v1/logs/exports/${id}`],
  ['POST', () => `/v1/logs/exports/${id}/start`],
  ['POST', () => `/v1/logs/exports/${id}/cancel`],
  ['POST', () => '/v1/logs'],
];
const deep = (opening: string, closing: string, levels: number) => opening.repeat(levels) + closing.repeat(levels);

describe.each(takers.map(([method, path], index) => ({ name: `${method} of taker ${index}`, method, path })))(
  '$name',
  ({ method, path }) => {
    test.each(['{', '{"filters":}', "{'a':1}", 'filters=a', '{}{}', '[1,]', '\u0000', '{"a":1e}', 'undefined'])(
      'refuses %j, which is not JSON',
      async (body) => {
        const answer = await post(path(), body, 'application/json', method);
        expectRefusal(answer, { param: 'body', says: /is not valid JSON/i });
      },
    );

    test.each([
      ['lists', deep('[', ']', 10_000)],
      ['objects', deep('{"a":', '}', 10_000).replace(':}', ':1}')],
      ['an unclosed list', '['.repeat(10_000)],
    ])('refuses %s nested 10,000 deep', async (_, body) => {
      const answer = await post(path(), body, 'application/json', method);
      expectRefusal(answer, { param: 'body', says: /must not nest deeper than 100 levels/ });
    });

    test.each([undefined, 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'json'])(
      'refuses the content type %s',
      async (contentType) => {
        const answer = await post(path(), '{"filters":{},"requested_data":["id"]}', contentType, method);
        expectRefusal(answer, { status: 415, code: 'unsupported_media_type', says: /Content-Type: application\/json/ });
      },
    );

    test('refuses a compressed body', async () => {
      const response = await fetch(`${stack.url}${path()}`, {
        method,
        headers: { 'x-portkey-api-key': client.key, 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: gzipSync('{}'),
      });
      const answer = { status: response.status, headers: response.headers, body: await response.json() };
      expectRefusal(answer, { status: 415, code: 'unsupported_media_type', says: /without Content-Encoding/ });
    });

    test('refuses a body that is not UTF-8', async () => {
      const answer = await post(
        path(),
        Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
        'application/json',
        method,
      );
      expectRefusal(answer, { param: 'body', says: /UTF-8/ });
    });
  },
);

test.each(takers.slice(0, 5).map(([method, path]) => ({ method, path })))(
  'refuses a body past 1 MiB',
  async ({ method, path }) => {
    const answer = await post(
      path(),
      JSON.stringify({ description: 'd'.repeat(1_048_577) }),
      'application/json',
      method,
    );
    expectRefusal(answer, { status: 413, code: 'payload_too_large', says: /larger than 1048576 bytes: send less/ });
  },
);

test('takes a content type with parameters, in any case', async () => {
  const body = '{"filters":{},"requested_data":["id"]}';
  const answer = await post('/v1/logs/exports/preview', body, 'Application/JSON; charset=utf-8');
  expect(answer.status).toBe(200);
});

const withoutQuery: [method: string, path: () => string][] = [
  ['GET', () => `/v1/logs/exports/${id}`],
  ['GET', () => '/v1/logs/exports/fields'],
  ['GET', () => `/v1/logs/exports/${id}/download`],
  ['DELETE', () => `/v1/logs/exports/${id}`],
  ...takers,
];
test.each(withoutQuery.map(([method, path]) => ({ method, path })))(
  '$method refuses a query where there is none to give ($path)',
  async ({ method, path }) => {
    const answer = await client.send(method, `${path()}?page=2`, method === 'GET' ? undefined : {});
    expectRefusal(answer, { param: 'page', says: /not known: this endpoint takes no query/ });
  },
);

const listQueries: [query: string, param: string, says: RegExp][] = [
  ['status=failed', 'status', /must be one of draft, in_progress, success, failure, stopped/],
  ['status=', 'status', /must be one of/],
  ['status=draft&status=success', 'status', /must be one of/],
  ['status[$ne]=draft', 'status[$ne]', /not known. Known are: workspace_id, status, .*page_size, current_page/],
  ['page_size=0', 'page_size', /must be at least 1/],
  ['page_size=-1', 'page_size', /must be a whole number/],
  ['page_size=1.5', 'page_size', /must be a whole number/],
  ['page_size=ten', 'page_size', /must be a whole number/],
  ['page_size=', 'page_size', /must be a whole number/],
  ['page_size=1001', 'page_size', /must be at most 1000/],
  ['page_size=99999999999999999999', 'page_size', /must be a whole number/],
  ['page_size=1&page_size=2', 'page_size', /must be a whole number/],
  ['current_page=-1', 'current_page', /must be a whole number/],
  ['current_page=1000001', 'current_page', /must be at most 1000000/],
  ['workspace_id=', 'workspace_id', /must be the id of a workspace/],
  ['workspace_id=a&workspace_id=b', 'workspace_id', /must be text/],
  ['offset=1', 'offset', /not known/],
  ['__proto__=1', '__proto__', /not a key that can be used/],
];
test.each(listQueries)('the list refuses ?%s', async (query, param, says) => {
  expectRefusal(await client.send('GET', `/v1/logs/exports?${query}`), { param, says });
});

test.each(['/v1/logs/exports?', '/v1/logs/exports/fields?'])('a bare ? is ignored: %s', async (path) => {
  expect((await client.send('GET', path)).status).toBe(200);
});

const withHeader = (bytes: number) =>
  new Promise<{ status: number; headers: Headers; body: unknown }>((resolve, reject) => {
    const headers = { 'x-portkey-api-key': client.key, 'x-portkey-config': 'c'.repeat(bytes) };
    request(`${stack.url}/v1/logs/exports/fields`, { headers }, (response) => {
      void text(response).then((body) => {
        const id = String(response.headers['x-request-id']);
        resolve({
          status: response.statusCode!,
          headers: new Headers({ 'x-request-id': id }),
          body: JSON.parse(body) as unknown,
        });
      }, reject);
    })
      .on('error', reject)
      .end();
  });

test('headers of 60 KB are taken; longer ones are refused in the shape of every refusal', async () => {
  expect((await withHeader(60_000)).status).toBe(200);
  const refused = { status: 431, code: 'headers_too_large', says: /more than 65536 bytes: shorten them/ };
  expectRefusal(await withHeader(80_000), refused);
});
