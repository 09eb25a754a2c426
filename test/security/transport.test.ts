import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config';
import { connectionOptions } from '../../src/temporal/connect';
import type * as StackFile from '../../local/stack-file';
import { startStack, type Stack } from '../support/stack';

const scratch = mkdtempSync(join(tmpdir(), 'logs-export-'));

const needed = { MONGO_DB_CONNECTION_URL: 'mongodb://db', MONGO_DATABASE: 'logs', GCS_BUCKET: 'bucket' };
const pem = (name: string) => {
  const file = join(scratch, name);
  writeFileSync(file, `PEM ${name}`);
  return file;
};
const optionsOf = (variables: Record<string, string>) => connectionOptions(loadConfig({ ...needed, ...variables }));

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('Temporal is reached', () => {
  const address = 'localhost:7233';
  const [ca, crt, key] = ['ca.pem', 'client.pem', 'client.key'].map(pem) as [string, string, string];

  test('in plain, unless told otherwise', () => expect(optionsOf({})).toEqual({ address }));

  test('by TLS with the system’s certificates', () =>
    expect(optionsOf({ TEMPORAL_TLS: 'true' })).toEqual({ address, tls: {} }));

  test('by TLS with a CA and another server name', () =>
    expect(optionsOf({ TEMPORAL_TLS_CA_FILE: ca, TEMPORAL_TLS_SERVER_NAME: 'temporal.internal' })).toEqual({
      address,
      tls: { serverRootCACertificate: Buffer.from('PEM ca.pem'), serverNameOverride: 'temporal.internal' },
    }));

  test('by mutual TLS', () =>
    expect(optionsOf({ TEMPORAL_TLS_CERT_FILE: crt, TEMPORAL_TLS_KEY_FILE: key })).toEqual({
      address,
      tls: { clientCertPair: { crt: Buffer.from('PEM client.pem'), key: Buffer.from('PEM client.key') } },
    }));

  test('by an API key, which turns TLS on', () =>
    expect(optionsOf({ TEMPORAL_API_KEY: 'secret' })).toEqual({ address, apiKey: 'secret', tls: {} }));

  test('not at all with a file that cannot be read: the process says which variable and stops', () =>
    expect(() => optionsOf({ TEMPORAL_TLS_CA_FILE: '/nowhere/ca.pem' })).toThrow(
      /TEMPORAL_TLS_CA_FILE must name a file that this process can read/,
    ));
});

test('what is wrong with the configuration is told without quoting it', () => {
  const secret = 'mongo://user:hunter2@db';
  expect(() => loadConfig({ ...needed, MONGO_DB_CONNECTION_URL: secret, PORT: 'hunter2' })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }) as Error,
  );
});

describe('every answer', () => {
  let stack: Stack;
  let key: string;
  beforeAll(async () => {
    stack = await startStack({ worker: false });
    ({ key } = await stack.client());
  });
  afterAll(() => stack.stop());

  const paths = [
    '/v1/logs/exports',
    '/v1/logs/exports/none',
    '/v1/nowhere',
    '/openapi.json',
    '/docs',
    '/healthz',
    '/metrics',
    '/',
  ];

  test.each(paths)('%s carries the headers that protect who reads it', async (path) => {
    const { headers } = await fetch(`${stack.url}${path}`, { headers: { 'x-portkey-api-key': key } });
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const policy = headers.get('content-security-policy')!;
    expect(policy).toMatch(/default-src 'self'/);
    expect(policy).toMatch(/frame-ancestors 'none'/);
    expect(policy).not.toMatch(/unsafe-eval|\*|https?:/);
    if (path !== '/docs') expect(policy).not.toMatch(/unsafe-inline/);
    for (const name of ['x-powered-by', 'server', 'access-control-allow-origin']) expect(headers.get(name)).toBeNull();
    if (path.startsWith('/v1/logs')) expect(headers.get('cache-control')).toBe('no-store');
  });

  test.each(['GET', 'OPTIONS'])('opens nothing to pages of other origins (%s)', async (method) => {
    const { headers } = await fetch(`${stack.url}/v1/logs/exports`, {
      method,
      headers: {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'POST',
        'x-portkey-api-key': key,
      },
    });
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  test('is refused without being kept by anyone', async () => {
    const { status, headers } = await fetch(`${stack.url}/v1/logs/exports/x`);
    expect([status, headers.get('cache-control')]).toEqual([401, 'no-store']);
  });
});

test('the file with the keys of a local stack is for its owner only, from its first byte on', () => {
  jest.resetModules();
  jest.doMock('../../local/paths', () => ({ localDir: scratch }));
  const { writeStackFile } = jest.requireActual<typeof StackFile>('../../local/stack-file');
  const modes: string[] = [];
  writeFileSync(join(scratch, 'stack.json'), 'of an earlier run', { mode: 0o644 });
  writeStackFile({ apiKey: 'secret' } as Parameters<typeof writeStackFile>[0]);
  for (const name of readdirSync(scratch).filter((found) => found.startsWith('stack.json'))) {
    modes.push((statSync(join(scratch, name)).mode & 0o777).toString(8));
  }
  expect(modes).toEqual(['600']);
});
