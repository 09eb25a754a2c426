/** docker-compose.yml, without an engine to run it: its order, its limits, its variables, and its jobs for real. */
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { build } from '../../local/bare/build.cjs';
import { findOnPath } from '../../local/engines/executable';
import { root } from '../../local/paths';
import { loadConfig, settings } from '../../src/config';
import { searchAttributeNames } from '../../src/contract/workflow';
import { scheduleIdsOf } from '../../src/temporal/setup';
import { dropTestDatabase } from '../support/drop-database';
import { type ComposeService, readCompose } from './support/compose';

// Where the build is older than the sources, it is made anew first.
jest.setTimeout(600_000);

const { services, volumes } = readCompose();
const all = Object.entries(services);
const isOurs = (service: ComposeService) => service.image === 'logs-export';
const ours = all.filter(([, service]) => isOurs(service));
/** A value where the reader of the file sets nothing. */
const interpolated = (value: string) => value.replace(/\$\{\w+:?-([^}]*)\}/g, '$1');
const runsOn = (service: ComposeService) => service.restart !== undefined;

describe('the file', () => {
  const compose = findOnPath(['docker-compose']);
  (compose ? test : test.skip)('is one that Compose reads', () => {
    execFileSync(compose!, ['--file', path.join(root, 'docker-compose.yml'), 'config', '--quiet'], { stdio: 'pipe' });
  });

  test('with Google laid over it, all of ours but the emulator use its bucket', () => {
    const google = readCompose('docker-compose.google.yml').services;
    const laidOver = ours.map(([name]) => name).filter((name) => name !== 'emulator');
    for (const name of laidOver) {
      const { environment, volumes } = google[name]!;
      expect(environment).toMatchObject({ GCS_API_ENDPOINT: '', GCS_BUCKET: expect.stringMatching(/^\$/) as string });
      expect(volumes![0]).toContain(`:${environment!.GOOGLE_APPLICATION_CREDENTIALS}:ro`);
    }
  });

  test('with S3 laid over it, all of ours but the emulator use the server that it adds', () => {
    const { services: laid, volumes: added } = readCompose('docker-compose.s3.yml');
    const { s3 } = laid;
    for (const [name] of ours.filter(([service]) => service !== 'emulator')) {
      const variables = { ...services[name]!.environment, ...laid[name]!.environment };
      const config = loadConfig(
        Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, interpolated(value)])),
      );
      expect(config).toMatchObject({
        STORAGE: 's3',
        S3_ENDPOINT: 'http://s3.localhost:7070',
        S3_FORCE_PATH_STYLE: true,
      });
      expect(s3!.environment).toMatchObject({
        S3_BUCKET: laid[name]!.environment!.S3_BUCKET,
        ROOT_ACCESS_KEY: laid[name]!.environment!.AWS_ACCESS_KEY_ID,
        ROOT_SECRET_KEY: laid[name]!.environment!.AWS_SECRET_ACCESS_KEY,
      });
    }
    expect(laid.setup!.depends_on).toMatchObject({ s3: { condition: 'service_healthy' } });
    expect(s3).toMatchObject({ ports: ['127.0.0.1:7070:7070'], volumes: ['s3-data:/storage'], healthcheck: {} });
    expect(added).toEqual({ 's3-data': null });
  });

  test.each(['google', 's3'])('with %s laid over it, nothing needs the emulator that it takes away', (store) => {
    const laid = readCompose(`docker-compose.${store}.yml`).services;
    const removed = Object.keys(laid).filter((name) => laid[name] === null);
    expect(removed).toEqual(['emulator', 'gcs']);
    for (const [name, { depends_on: needs = {} }] of all.filter(([service]) => !removed.includes(service))) {
      const needed = Object.entries({ ...needs, ...laid[name]?.depends_on }).filter(([, condition]) => condition);
      expect(needed.filter(([service]) => removed.includes(service))).toEqual([]);
    }
  });

  test.each(all)('%s starts once what it needs is there', (_, { depends_on: needs = {} }) => {
    for (const [name, { condition }] of Object.entries(needs)) {
      const needed = services[name]!;
      const isWell = needed.healthcheck !== undefined || isOurs(needed);
      expect(condition).toBe(runsOn(needed) ? 'service_healthy' : 'service_completed_successfully');
      if (runsOn(needed)) expect(isWell).toBe(true);
    }
  });

  test('nothing waits for itself', () => {
    const started = new Set<string>();
    const isReady = ([name, { depends_on: needs = {} }]: (typeof all)[number]) =>
      !started.has(name) && Object.keys(needs).every((need) => started.has(need));
    for (let ready = all.filter(isReady); ready.length > 0; ready = all.filter(isReady)) {
      for (const [name] of ready) started.add(name);
    }
    expect([...started].sort()).toEqual(Object.keys(services).sort());
  });

  test('two APIs stand behind a proxy, beside two workers', () => {
    expect([services.api?.deploy?.replicas, services.worker?.deploy?.replicas]).toEqual([2, 2]);
    expect([services.api?.ports, services.proxy?.ports]).toEqual([undefined, ['127.0.0.1:8080:8080']]);
    const proxied = readFileSync(path.join(root, 'deploy/compose/haproxy.cfg'), 'utf8');
    expect(proxied).toContain(`api:${services.api!.environment!.PORT} check`);
    expect(proxied).toMatch(/track-sc0 src\n.* return status 429 .* if \{ sc0_http_err_rate gt \d+ \}/);
  });

  test('one service builds the image that all of ours run', () => {
    expect(all.filter(([, { build }]) => build !== undefined).map(([name]) => name)).toEqual(['api']);
    expect(ours.map(([name]) => name)).toEqual(['api', 'worker', 'setup', 'first-key', 'emulator']);
  });

  test.each(ours)('%s can write nothing and has no rights', (_, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  test('only this machine reaches its ports', () => {
    for (const port of all.flatMap(([, service]) => service.ports ?? [])) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('every file and volume that it mounts is there', () => {
    const sources = all.flatMap(([, service]) => service.volumes ?? []).map((volume) => volume.split(':')[0]!);
    const missing = sources.filter((source) =>
      source.startsWith('./') ? !existsSync(path.join(root, source)) : !(source in volumes),
    );
    expect(missing).toEqual([]);
  });

  test('a worker gets more time to stop than it takes', () => {
    const seconds = Number.parseInt(services.worker!.stop_grace_period!, 10);
    expect(seconds).toBeGreaterThan(Number(settings.WORKER_GRACE_SECONDS.default));
  });
});

describe('the variables', () => {
  const environment = Object.fromEntries(
    Object.entries(services.api!.environment!).map(([name, value]) => [name, interpolated(value)]),
  );

  test('are those of the service', () => {
    const unknown = Object.keys(environment).filter((name) => !(name in settings));
    expect(unknown).toEqual(['GOOGLE_APPLICATION_CREDENTIALS']);
    expect(loadConfig(environment)).toMatchObject({ MONGO_DATABASE: 'gateway', TRUST_PROXY: true, PORT: 8080 });
  });

  test('are all those of the service that name no file', () => {
    const missing = Object.keys(settings).filter((name) => !(name in environment));
    expect(missing.filter((name) => !name.endsWith('_FILE'))).toEqual([]);
  });

  test('are the same for all that run the image', () => {
    for (const [, service] of ours) expect(service.environment).toEqual(services.api!.environment);
  });

  test('name the databases that the user of MongoDB may use, and no others', () => {
    const createUser = jest.fn<void, [{ roles: { db: string }[] }]>();
    const script = readFileSync(path.join(root, 'deploy/compose/mongodb-user.js'), 'utf8');
    runInNewContext(script, { db: { getSiblingDB: () => ({ createUser }) }, process });
    const { MONGO_DATABASE, EXPORTS_DATABASE } = environment;
    expect(createUser.mock.calls[0]![0].roles.map(({ db }) => db)).toEqual([MONGO_DATABASE, EXPORTS_DATABASE]);
  });

  test('that the readers of the file may set have a default', () => {
    const text = readFileSync(path.join(root, 'docker-compose.yml'), 'utf8');
    expect(text.match(/(?<!\$)\$\{\w+(?!:-|\w)[^}]*\}/g)).toBeNull();
  });
});

describe('the jobs', () => {
  const name = `compose-${randomBytes(6).toString('hex')}`;
  const scratch = mkdtempSync(path.join(tmpdir(), 'logs-export-compose-'));
  const signingKey = path.join(scratch, 'key.json');
  const env = {
    ...process.env,
    ...{ MONGO_DATABASE: name, TEMPORAL_NAMESPACE: name, TEMPORAL_TASK_QUEUE: name, GCS_BUCKET: name },
    ...{ GOOGLE_APPLICATION_CREDENTIALS: signingKey, LOG_LEVEL: 'info' },
  };
  let mongo: MongoClient;
  beforeAll(async () => {
    await build(root);
    mongo = await new MongoClient(process.env.MONGO_DB_CONNECTION_URL!).connect();
  });
  afterAll(async () => {
    await dropTestDatabase(mongo.db(name));
    await mongo.close();
    rmSync(scratch, { recursive: true });
  });

  /** A job's command as the file has it, of this folder instead of the image's. */
  const run = (job: string) => {
    const [script] = services[job]!.command!.map((part) => part.replace('/compose/', 'deploy/compose/'));
    return new Promise<string>((resolve, reject) => {
      execFile(process.execPath, [script!, root], { cwd: root, env }, (error, stdout, stderr) =>
        error ? reject(new Error(`${stdout}\n${stderr}`)) : resolve(stdout.trim()),
      );
    });
  };
  const twice = async (job: string) => [await run(job), await run(job)] as const;

  test('emulator makes the bucket, and a signing key that stays', async () => {
    await run('emulator');
    const made = statSync(signingKey).mtimeMs;
    await run('emulator');
    expect(statSync(signingKey).mtimeMs).toBe(made);
    const bucket = await fetch(`${process.env.GCS_API_ENDPOINT!}/storage/v1/b/${name}`);
    expect(bucket.status).toBe(200);
  });

  test('setup makes the namespace with all that belongs to it, and the indexes', async () => {
    const said = await twice('setup');
    for (const lines of said) expect(lines).toMatch(/"msg":"set up"}$/);
    const connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS! });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: name });
    expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining([...searchAttributeNames]));
    for (const scheduleId of scheduleIdsOf(name)) {
      await connection.workflowService.describeSchedule({ namespace: name, scheduleId });
    }
    await connection.close();
    const indexes = await mongo.db(name).collection('logs').indexes();
    expect(indexes.map(({ key }) => Object.keys(key as object)[0])).toEqual([
      '_id',
      'organisation_id',
      'organisation_id',
    ]);
  });

  test('first-key prints a key the first time', async () => {
    const [first, second] = await twice('first-key');
    expect(first).toMatch(/\nlxk_\S+$/);
    expect(second).toBe('There are keys already.');
  });
});
