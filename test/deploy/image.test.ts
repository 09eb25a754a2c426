/**
 * The image, without an engine to build and run it: the Dockerfile's very steps are done in a folder, and its very
 * commands are run on that folder as a container runs them, where root may make namespaces, else as plain processes.
 */
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { freePorts } from '../../local/engines/ports';
import { removeAtEnd } from '../../local/engines/watchdog';
import { version } from '../../src/process/version';
import { dropTestDatabase } from '../support/drop-database';
import { createClient } from '../support/client';
import { readCompose } from './support/compose';
import { canIsolate, type Container, killContainers, startContainer } from './support/container';
import { buildImage, contextPaths, type Image } from './support/image';
import { runTool } from './support/tools';

jest.setTimeout(600_000);

let scratch: string;
let image: Image;
let env: Record<string, string>;
let volumes: Record<string, string>;
let mongo: MongoClient;

const inImage = (file: string) => path.join(image.root, image.workdir, file);
const start = (args: string[]) => startContainer(image, [...image.entrypoint, ...args], { env, volumes });
const exec = (command: string[]) => startContainer(image, command, { env, volumes });

async function untilWell(probe: string[], container: Container): Promise<void> {
  const gone = container.ended.then(() => Promise.reject(new Error(`It ended: ${container.output()}`)));
  while ((await Promise.race([exec(probe).ended, gone])) !== 0);
  gone.catch(() => undefined);
}

beforeAll(async () => {
  scratch = mkdtempSync(path.join(tmpdir(), 'logs-export-image-'));
  removeAtEnd(scratch);
  // The image's user, who is nobody here, has to get in.
  chmodSync(scratch, 0o755);
  image = await buildImage(scratch);

  const name = `test_${randomBytes(6).toString('hex')}`;
  const [port, metricsPort] = await freePorts(2);
  const { MONGO_DB_CONNECTION_URL, TEMPORAL_ADDRESS, GCS_API_ENDPOINT = '', GCS_BUCKET } = process.env;
  env = {
    ...{ MONGO_DB_CONNECTION_URL: MONGO_DB_CONNECTION_URL!, MONGO_DATABASE: name },
    ...{ TEMPORAL_ADDRESS: TEMPORAL_ADDRESS!, TEMPORAL_TASK_QUEUE: name },
    ...{ GCS_BUCKET: GCS_BUCKET!, GCS_PREFIX: name, GCS_API_ENDPOINT },
    ...{ PORT: String(port), WORKER_METRICS_PORT: String(metricsPort), WORKER_GRACE_SECONDS: '2' },
    GOOGLE_APPLICATION_CREDENTIALS: '/signing/key.json',
  };
  volumes = { '/signing/key.json': path.join(scratch, 'key.json') };
  // Only its owner may read the engines' own copy.
  copyFileSync(process.env.GOOGLE_APPLICATION_CREDENTIALS!, volumes['/signing/key.json']!);
  chmodSync(volumes['/signing/key.json']!, 0o644);
  mongo = await new MongoClient(MONGO_DB_CONNECTION_URL!).connect();
});

afterAll(async () => {
  killContainers();
  rmSync(scratch, { recursive: true, force: true });
  await dropTestDatabase(mongo.db(env.MONGO_DATABASE));
  await mongo.close();
});

test('the Dockerfile is linted', async () => {
  expect(await runTool('hadolint', ['--no-color', 'Dockerfile'])).toBe('');
});

test('the build sees what it copies, and nothing else', () => {
  const rules = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  const [first, ...rest] = rules;
  expect(first).toBe('*');
  expect(rest.sort()).toEqual(contextPaths().map((file) => `!${file}`).sort()); // prettier-ignore
});

test('it holds the built service, production packages only, and the native library of this system alone', () => {
  expect(readdirSync(inImage('.')).sort()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json']);
  expect(existsSync(inImage('dist/workflow-bundle.js'))).toBe(true);
  expect(existsSync(inImage('dist/web/index.html'))).toBe(true);
  const manifest = JSON.parse(readFileSync(inImage('package.json'), 'utf8')) as Record<string, Record<string, string>>;
  const installed = (name: string) => existsSync(inImage(`node_modules/${name}`));
  expect(Object.keys(manifest.dependencies!).filter((name) => !installed(name))).toEqual([]);
  expect(['typescript', 'jest', 'eslint', 'vite', 'playwright-core'].filter(installed)).toEqual([]);
  expect(readdirSync(inImage('node_modules/@temporalio/core-bridge/releases'))).toHaveLength(1);
});

test('its user is no one in particular, process 1, and can write nothing', async () => {
  const script = `
    const { writeFileSync } = require('node:fs');
    const attempt = (file) => { try { writeFileSync(file, ''); return 'written'; } catch (error) { return error.code; } };
    console.log(JSON.stringify([process.pid, process.getuid(), ...['/app/x', '/x', '/app/dist/x'].map(attempt)]));
  `;
  expect(image.user).toBe('65532:65532');
  if (!canIsolate) return;
  const container = start(['-e', script]);
  expect(await container.ended).toBe(0);
  expect(JSON.parse(container.output())).toEqual([1, 65532, 'EROFS', 'EROFS', 'EROFS']);
});

test('set-up, a key, an export by API and worker, and an end within reason', async () => {
  const setup = start(['dist/setup.js']);
  expect([await setup.ended, setup.output()]).toEqual([0, expect.stringContaining('"msg":"set up"')]);
  const keys = start(['dist/cli/keys.js', 'create', '--organisation', 'acme', '--scopes', 'logs.export,logs.write']);
  expect(await keys.ended).toBe(0);
  const key = keys.output().trimEnd().split('\n').at(-1)!;

  expect(await exec(image.healthcheck).ended).toBe(1);
  const api = start(image.command);
  await untilWell(image.healthcheck, api);
  const { worker: inCompose } = readCompose().services;
  const worker = start(inCompose!.command as string[]);
  const [, ...probe] = inCompose!.healthcheck!.test;
  await untilWell(probe.map((part) => part.replace('9464', env.WORKER_METRICS_PORT!)), worker); // prettier-ignore

  const client = createClient(`http://127.0.0.1:${env.PORT}`, key);
  expect((await client.send('GET', '/version')).body).toEqual({ version });
  await client.insert([1, 2, 3].map((n) => ({ request: { body: { n } }, response: { status: 200, body: {} } })));
  const id = await client.create({ filters: {}, requested_data: ['id', 'status_code'] });
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success', total_records: 3 });
  expect((await client.download(id)).toString('utf8').trimEnd().split('\n')).toHaveLength(3);

  const cliEnv = { LOGS_EXPORT_URL: `http://127.0.0.1:${env.PORT}`, LOGS_EXPORT_API_KEY: key };
  const download = [...image.entrypoint, 'dist/cli/logs-export.js', 'download', id, '--output', '-'];
  const cli = startContainer(image, download, { env: cliEnv, volumes: {} });
  expect(await cli.ended).toBe(0);
  expect(cli.output().match(/"status_code":200/g)).toHaveLength(3);

  expect(await Promise.all([api.stop(), worker.stop()])).toEqual([0, 0]);
  expect(api.output()).toContain('"msg":"api stopping"');
  expect(worker.output()).toContain('"msg":"worker stopping"');
});
