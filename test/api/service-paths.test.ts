import type { ApiClient } from '../support/client';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let client: ApiClient;
beforeAll(async () => {
  stack = await startStack({ worker: false });
  client = await stack.client();
});
afterAll(() => stack.stop());

const get = (path: string) => fetch(`${stack.url}${path}`);

test('/healthz says that the process is up, /readyz that every engine answers', async () => {
  expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
  const ready = await get('/readyz');
  expect(ready.status).toBe(200);
  expect(await ready.json()).toEqual({ status: 'ok', engines: { mongodb: 'ok', temporal: 'ok', gcs: 'ok' } });
});

test('/metrics counts requests by route, never by id', async () => {
  await client.send('GET', '/v1/logs/exports/some-id');
  const answer = await get('/metrics');
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/);
  const text = await answer.text();
  expect(text).toMatch(
    /^logs_export_http_request_duration_seconds_count\{method="GET",route="\/v1\/logs\/exports\/:id",status="404"\} 1$/m,
  );
  expect(text).not.toContain('some-id');
  expect(text).toMatch(/^nodejs_heap_size_used_bytes /m);
});

test('/docs shows the document of /openapi.json', async () => {
  const page = await get('/docs');
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  const sources = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  expect(sources.length).toBeGreaterThan(2);
  for (const path of sources) {
    const asset = await get(path);
    expect({ path, status: asset.status }).toEqual({ path, status: 200 });
    expect(asset.headers.get('content-type')).toMatch(/javascript|css/);
  }
  expect(await (await get('/docs/start.js')).text()).toContain('/openapi.json');
});

test.each(['/healthz', '/docs', '/openapi.json', '/v1/logs/exports', '/nothing'])(
  '%s carries the security headers',
  async (path) => {
    const { headers } = await get(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'self'/);
    expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers.get('strict-transport-security')).toMatch(/max-age=/);
    expect(headers.get('x-powered-by')).toBeNull();
  },
);

test('what an export or a log says is never cached', async () => {
  const { headers } = await client.send('GET', '/v1/logs/exports');
  expect(headers.get('cache-control')).toBe('no-store');
});

test('the catalogue tells every field, its other name, and what it needs', async () => {
  const { body } = await client.send<{ object: string; data: Record<string, unknown>[] }>(
    'GET',
    '/v1/logs/exports/fields',
  );
  expect(body.object).toBe('list');
  expect(body.data.find(({ name }) => name === 'request')).toEqual({
    name: 'request',
    alias: 'request.body',
    group: 'Content',
    description: 'Request body (the prompt), as sent.',
    scope: 'completions',
  });
  for (const { alias, name } of body.data.filter((field) => field.alias !== null)) {
    expect(body.data).toContainEqual(expect.objectContaining({ name: alias, alias: name }));
  }
});
