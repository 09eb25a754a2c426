import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { enginesToStart } from '../../local/engines/choice';
import { findOnPath } from '../../local/engines/executable';
import { chooseApiPort, freePorts, isPortFree } from '../../local/engines/ports';
import { ensureSigningKey } from '../../local/engines/signing-key';

// The plain files that run before anything is installed have no types of their own.
const { packagesAreCurrent } = jest.requireActual<{ packagesAreCurrent: (root: string) => boolean }>(
  '../../local/bare/packages.cjs',
);
const { keysEnvironment } = jest.requireActual<{
  keysEnvironment: (root: string, env: object) => Record<string, string>;
}>('../../local/bare/keys.cjs');
const { buildIsCurrent, sourceDigest } = jest.requireActual<{
  buildIsCurrent: (root: string) => boolean;
  sourceDigest: (root: string) => string;
}>('../../local/bare/build.cjs');

let folder: string;
const write = (name: string, content: unknown) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
};

beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'logs-export-set-up-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the packages', () => {
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  };
  const install = (packages: object) => write('node_modules/.package-lock.json', { packages });
  beforeEach(() => write('package-lock.json', { packages: wanted }));

  it('are current when what is installed is what is locked and its folder is there, optional ones aside', () => {
    install({ 'node_modules/a': { version: '1.0.0' } });
    expect(packagesAreCurrent(folder)).toBe(false);
    write('node_modules/a/package.json', {});
    expect(packagesAreCurrent(folder)).toBe(true);
  });

  it('are not when there are none, one is missing, has another version, or the install was cut short', () => {
    write('node_modules/a/package.json', {});
    expect(packagesAreCurrent(folder)).toBe(false);
    install({ 'node_modules/b': { version: '2.0.0' } });
    expect(packagesAreCurrent(folder)).toBe(false);
    install({ 'node_modules/a': { version: '1.0.1' } });
    expect(packagesAreCurrent(folder)).toBe(false);
    write('node_modules/.package-lock.json', '{"packages": {');
    expect(packagesAreCurrent(folder)).toBe(false);
  });
});

describe('the build', () => {
  beforeEach(() => {
    for (const name of ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) write(name, '{}');
    write('src/a/b.ts', 'export {};');
    write('dist/.built-from', sourceDigest(folder));
  });

  it('is current until a source changes, appears, is renamed or a setting changes', () => {
    expect(buildIsCurrent(folder)).toBe(true);
    write('src/a/b.ts', 'export {}; ');
    expect(buildIsCurrent(folder)).toBe(false);
    write('src/a/b.ts', 'export {};');
    expect(buildIsCurrent(folder)).toBe(true);
    write('src/c.ts', '');
    expect(buildIsCurrent(folder)).toBe(false);
    rmSync(path.join(folder, 'src/c.ts'));
    write('tsconfig.json', '{ }');
    expect(buildIsCurrent(folder)).toBe(false);
  });

  it('is not when there is none', () => {
    rmSync(path.join(folder, 'dist'), { recursive: true });
    expect(buildIsCurrent(folder)).toBe(false);
  });
});

describe('the keys command', () => {
  const stack = {
    mongoUrl: 'mongodb://m',
    mongoDatabase: 'd',
    mongoCollection: 'c',
    gcsBucket: 'b',
    pids: { api: process.pid },
  };

  it('uses the stack that runs here', () => {
    write('.local/stack.json', stack);
    expect(keysEnvironment(folder, { A: '1' })).toMatchObject({
      A: '1',
      MONGO_DB_CONNECTION_URL: 'mongodb://m',
      MONGO_DATABASE: 'd',
    });
  });

  it('leaves the environment alone where it names a database, or nothing runs', () => {
    expect(keysEnvironment(folder, {})).toEqual({});
    write('.local/stack.json', stack);
    expect(keysEnvironment(folder, { MONGO_DB_CONNECTION_URL: 'x' })).toEqual({ MONGO_DB_CONNECTION_URL: 'x' });
    write('.local/stack.json', { ...stack, pids: { api: 999_999_999 } });
    expect(keysEnvironment(folder, {})).toEqual({});
  });
});

describe('the engines', () => {
  it('are those that no variable names', () => {
    expect(enginesToStart({})).toEqual({ mongodb: true, temporal: true, gcs: true, s3: false, azure: false });
    expect(enginesToStart({ MONGO_DB_CONNECTION_URL: 'mongodb://m', GCS_API_ENDPOINT: 'http://g' })).toEqual({
      mongodb: false,
      temporal: true,
      gcs: false,
      s3: false,
      azure: false,
    });
  });

  it('are those of the chosen store', () => {
    expect(enginesToStart({ STORAGE: 's3' })).toMatchObject({ gcs: false, s3: true });
    expect(enginesToStart({ STORAGE: 's3', S3_ENDPOINT: 'http://s' })).toMatchObject({ gcs: false, s3: false });
    expect(enginesToStart({ STORAGE: 's3', S3_BUCKET: 'b', AWS_REGION: 'eu-central-1' }).s3).toBe(false);
    expect(enginesToStart({ STORAGE: 'azure' })).toMatchObject({ gcs: false, s3: false, azure: true });
    expect(enginesToStart({ STORAGE: 'azure', AZURE_STORAGE_ACCOUNT: 'example' }).azure).toBe(false);
  });

  it('leave GCS to Google where a bucket and credentials are given, not where only one of them is', () => {
    expect(enginesToStart({ GCS_BUCKET: 'b', GOOGLE_APPLICATION_CREDENTIALS: '/key.json' }).gcs).toBe(false);
    expect(enginesToStart({ GCS_BUCKET: 'b' }).gcs).toBe(true);
    expect(enginesToStart({ GOOGLE_APPLICATION_CREDENTIALS: '/key.json' }).gcs).toBe(true);
  });

  it('are found on PATH only where they can be run', () => {
    write('first/mongod', '');
    write('second/mongod', '');
    chmodSync(path.join(folder, 'second/mongod'), 0o755);
    const searchPath = ['first', 'second'].map((name) => path.join(folder, name)).join(path.delimiter);
    expect(findOnPath(['mongod'], searchPath)).toBe(path.join(folder, 'second/mongod'));
    expect(findOnPath(['temporal'], searchPath)).toBeNull();
  });

  it('get a signing key that only its owner can read, and keep it', () => {
    const file = ensureSigningKey(folder);
    const key = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    expect(key).toMatchObject({ type: 'service_account', client_email: expect.stringContaining('@') as string });
    expect(key.private_key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(ensureSigningKey(folder)).toBe(file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(key);
  });
});

describe('the ports', () => {
  it('are free and all different', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
    expect(await isPortFree(ports[0]!)).toBe(true);
  });

  it('refuse a PORT that is taken or none, in a sentence', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await expect(chooseApiPort(String(port))).rejects.toThrow(`Port ${port} is taken`);
    await expect(chooseApiPort('http')).rejects.toThrow('PORT is "http", which is not a port');
    await new Promise((resolve) => server.close(resolve));
    expect(await chooseApiPort(String(port))).toBe(port);
    expect(await isPortFree(await chooseApiPort(undefined))).toBe(true);
  });
});
