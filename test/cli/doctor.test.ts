import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { scheduleIdsOf } from '../../src/temporal/setup';
import { dropTestDatabase } from '../support/drop-database';
import type { ApiClient } from '../support/client';
import { openTestBucket } from '../support/bucket';
import { startFakeGoogle } from '../support/fake-google';
import { startGcsProxy } from '../support/gcs-proxy';
import { insertLogs, logDocuments } from '../support/log-documents';
import { type OwnMongo, startOwnMongo } from '../support/own-mongo';
import { scheduleBody } from '../schedules/support';
import { startStack, type Stack } from '../support/stack';
import { setUpCli, type Cli } from './support/cli';

interface Finding {
  area: string;
  check: string;
  state: string;
  detail: string;
  remedy?: string;
}
type Env = Record<string, string | undefined>;

let stack: Stack;
let client: ApiClient;
let cli: Cli;
beforeAll(async () => {
  stack = await startStack();
  await insertLogs(stack, logDocuments(1));
  client = await stack.client();
  const { MONGO_DATABASE, TEMPORAL_TASK_QUEUE, GCS_PREFIX } = stack.config;
  cli = setUpCli({ MONGO_DATABASE, TEMPORAL_TASK_QUEUE, GCS_PREFIX });
});
afterAll(async () => {
  cli.remove();
  await stack.stop();
});

/** Only a slow answer is a warning of this check, which says nothing where every test runs at once. */
const isSlowness = ({ area, check, state }: Finding) => `${area}, ${check}, ${state}` === 'mongodb, connect, warn';

/** The findings that are not `ok`, by `area, check`. */
async function troubles(env: Env): Promise<{ code: number | null; found: Record<string, Finding> }> {
  const { code, out } = await cli.run(['doctor', '--json'], env);
  const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: Finding[] };
  expect(ok).toBe(code === 0);
  const found = findings.filter((finding) => finding.state !== 'ok' && !isSlowness(finding));
  return { code, found: Object.fromEntries(found.map((finding) => [`${finding.area}, ${finding.check}`, finding])) };
}

const states = (found: Record<string, Finding>) =>
  Object.fromEntries(Object.entries(found).map(([name, { state }]) => [name, state]));

test('on a whole stack every check is ok, a line each, and nothing is left behind', async () => {
  const env = { LOGS_EXPORT_URL: stack.url, LOGS_EXPORT_API_KEY: client.key };
  const { code, out, err } = await cli.run(['doctor'], env);
  const lines = out.trimEnd().split('\n');
  const others = lines.filter((line) => !/^ok {4}\w+, .+\.$/.test(line) && !/^warn {2}mongodb, connect: /.test(line));
  expect(others).toEqual([expect.stringMatching(/^2[67] ok, [01] to look at, 0 failed\.$/)]);
  expect({ code, err, lines: lines.length }).toEqual({ code: 0, err: '', lines: 28 });
  expect(await openTestBucket(stack.config).names('_doctor')).toEqual([]);
  expect(await stack.mongo.db(stack.config.MONGO_DATABASE).collection('doctor').countDocuments()).toBe(0);
});

test('settings that are missing or wrong are told, and nothing else is tried', async () => {
  const { code, out, err } = await cli.run(['doctor'], { GCS_BUCKET: '', PORT: 'http' });
  expect({ code, err }).toEqual({ code: 1, err: '0 ok, 0 to look at, 2 failed.\n' });
  expect(out.match(/^FAIL {2}configuration, environment: (GCS_BUCKET|PORT) .+$/gm)).toEqual(out.trimEnd().split('\n'));
  expect(out).not.toContain('..');
});

test('where nothing is configured, the API alone is looked at', async () => {
  const env = { MONGO_DB_CONNECTION_URL: '', MONGO_DATABASE: '', GCS_BUCKET: '', LOGS_EXPORT_URL: stack.url };
  const { code, found } = await troubles(env);
  expect({ code, states: states(found) }).toEqual({
    code: 0,
    states: { 'configuration, environment': 'skip', 'api, key': 'skip' },
  });
});

test('engines that are not there are named, each with its variable, all in one run', async () => {
  const { code, found } = await troubles({
    MONGO_DB_CONNECTION_URL: 'mongodb://me:hunter2@127.0.0.1:9/?serverSelectionTimeoutMS=1000',
    TEMPORAL_ADDRESS: '127.0.0.1:9',
    GCS_API_ENDPOINT: 'http://127.0.0.1:9',
    LOGS_EXPORT_URL: 'http://127.0.0.1:9',
  });
  expect(code).toBe(1);
  const failed = Object.values(found).filter(({ state }) => state === 'fail');
  expect(failed.map(({ area, check }) => `${area}, ${check}`)).toEqual([
    ...['mongodb, connect', 'temporal, connect', 'gcs, write', 'api, connect'],
  ]);
  const variables = ['MONGO_DB_CONNECTION_URL', 'TEMPORAL_ADDRESS', 'GCS_API_ENDPOINT', 'LOGS_EXPORT_URL'];
  failed.forEach(({ remedy }, index) => expect(remedy).toContain(variables[index]));
  expect(found['mongodb, connect']).toMatchObject({
    ...{ detail: expect.stringContaining('ECONNREFUSED') as string, remedy: expect.stringContaining('port') as string },
  });
  expect(found['api, connect']!.detail).toMatch(/^http:\S+ can't be reached \(.+\)$/);
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

test('what the engines lack is told, with what makes it', async () => {
  const namespace = `lacking-${Date.now()}`;
  await stack.temporal.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as unknown as never },
  });
  const database = `${stack.config.MONGO_DATABASE}_lacking`;
  await stack.mongo
    .db(database)
    .collection('logs')
    .insertOne({ _id: 'log' as never });
  const { id } = (await client.send<{ id: string }>('POST', '/v1/logs/schedules', scheduleBody())).body;
  const filtered = await client.create({ filters: { trace_id: 'a' }, requested_data: ['id'] });
  const made = { MONGO_DATABASE: database, EXPORTS_DATABASE: stack.config.MONGO_DATABASE };
  const { code, found } = await troubles({ ...made, TEMPORAL_NAMESPACE: namespace, GCS_BUCKET: 'no-such-bucket' });
  await dropTestDatabase(stack.mongo.db(database));
  expect(code).toBe(1);
  const schedules = scheduleIdsOf(stack.config.TEMPORAL_TASK_QUEUE);
  expect(states(found)).toEqual({
    'mongodb, log indexes': 'fail',
    'mongodb, optional indexes': 'warn',
    'mongodb, log times': 'warn',
    'temporal, search attributes': 'fail',
    ...Object.fromEntries(schedules.map((id) => [`temporal, schedule ${id}`, 'warn'])),
    'temporal, schedules of users': 'warn',
    'temporal, workers': 'warn',
    ...{ 'gcs, write': 'fail', 'gcs, compose': 'skip', 'gcs, read': 'skip', 'gcs, sign': 'skip', 'gcs, clock': 'skip' },
  });
  expect(found['mongodb, log indexes']!.remedy).toContain(
    'db.logs.createIndex({"organisation_id":1,"created_at":1,"_id":1})',
  );
  expect(found['mongodb, optional indexes']).toMatchObject({
    detail: expect.stringMatching(/^of the last \d+ exports, some filter without an index: 1 by trace_id$/) as string,
    remedy: 'Where few logs match, make them: logs-export indexes trace_id',
  });
  expect(found['temporal, search attributes']!.remedy).toContain(`--namespace ${namespace} --name OrganisationId`);
  expect(found['temporal, schedules of users']!.detail).toBe(`Temporal lacks 1 of 1: ${id}`);
  expect((await client.send('DELETE', `/v1/logs/schedules/${id}`)).status).toBe(200);
  expect((await client.send('DELETE', `/v1/logs/exports/${filtered}`)).status).toBe(200);
  expect(found['gcs, write']!.detail).toContain('no-such-bucket does not exist');
});

test('optional indexes are listed, and made where they are named', async () => {
  const before = await cli.run(['indexes', '--json']);
  expect(before).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(before.out)).toEqual({ trace_id: false, ai_model: false, prompt_slug: false });
  const { code, out } = await cli.run(['indexes', 'trace_id', 'prompt_slug']);
  const listed = out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 2));
  expect({ code, listed: listed.slice(1, 4) }).toEqual({
    code: 0,
    listed: [
      ['trace_id', 'there'],
      ['ai_model', 'missing'],
      ['prompt_slug', 'there'],
    ],
  });
  expect((await cli.run(['indexes', 'cost'])).code).toBe(2);
});

test('a namespace that is not there, and an empty log collection', async () => {
  const { code, found } = await troubles({ TEMPORAL_NAMESPACE: 'nowhere', MONGO_COLLECTION_NAME: 'nothing' });
  expect(code).toBe(1);
  expect(found['temporal, namespace']).toMatchObject({
    ...{ state: 'fail', remedy: expect.stringContaining('namespace create --namespace nowhere') as string },
  });
  expect(found['temporal, workers']!.state).toBe('skip');
  expect(found['mongodb, read logs']).toMatchObject({
    ...{ state: 'warn', remedy: expect.stringContaining('MONGO_COLLECTION_NAME') as string },
  });
});

test.each([
  { refused: ['upload'], permissions: { 'gcs, write': 'storage.objects.create' } },
  { refused: ['compose'], permissions: { 'gcs, compose': 'storage.objects.create and storage.objects.get' } },
  {
    refused: ['describe', 'delete'],
    permissions: {
      'gcs, read': 'storage.objects.get',
      'gcs, delete': 'storage.objects.list and storage.objects.delete',
    },
  },
])('what GCS refuses is named with the permission: $refused', async ({ refused, permissions }) => {
  const gcs = await startGcsProxy();
  gcs.meddle((request) => (refused.includes(request.kind) ? { status: 403 } : undefined));
  const { code, found } = await troubles({ GCS_API_ENDPOINT: gcs.endpoint });
  await gcs.stop();
  expect(code).toBe(1);
  for (const [check, permission] of Object.entries(permissions)) {
    expect(found[check]).toMatchObject({
      ...{ state: 'fail', remedy: expect.stringContaining(`account ${permission} on`) as string },
    });
  }
});

test('without a private key, the missing right to sign is named', async () => {
  const google = await startFakeGoogle();
  google.refusals.push({ status: 403, message: "Permission 'iam.serviceAccounts.signBlob' denied on resource" });
  const env = {
    GOOGLE_APPLICATION_CREDENTIALS: '',
    GCE_METADATA_HOST: google.metadataHost,
    METADATA_SERVER_DETECTION: 'assume-present',
    IAM_CREDENTIALS_ENDPOINT: google.iamEndpoint,
  };
  const { code, found } = await troubles(env);
  expect({ code, states: states(found) }).toEqual({ code: 1, states: { 'gcs, sign': 'fail', 'gcs, clock': 'skip' } });
  expect(found['gcs, sign']!.detail).toContain('iam.serviceAccounts.signBlob');
  const granted = await troubles(env);
  await google.stop();
  expect(granted).toEqual({ code: 0, found: {} });
});

test('a public host that is wrong, or out of reach from here', async () => {
  const refusing = await startGcsProxy();
  refusing.meddle(() => ({ status: 403 }));
  const wrong = await troubles({ GCS_SIGNED_URL_HOST: refusing.endpoint });
  await refusing.stop();
  expect({ code: wrong.code, found: wrong.found['gcs, sign'] }).toMatchObject({ code: 1, found: { state: 'fail' } });
  const away = await troubles({ GCS_SIGNED_URL_HOST: 'http://127.0.0.1:9' });
  expect({ code: away.code, found: away.found['gcs, sign'] }).toMatchObject({ code: 0, found: { state: 'warn' } });
});

test('an organisation’s own bucket is looked at as well', async () => {
  const { code, found } = await troubles({ GCS_ORGANISATION_BUCKETS: 'acme=bucket-of-acme' });
  expect(code).toBe(1);
  expect(found['gcs of acme, write']!.detail).toContain('bucket-of-acme does not exist');
});

test('a clock that is off, a key that is none and engines that the API misses', async () => {
  const past = new Date(Date.now() - 3_600_000).toUTCString();
  const server = createServer(({ url }, response) => {
    const isKey = url!.startsWith('/v1');
    response.writeHead(isKey ? 401 : 200, { date: past, 'content-type': 'application/json' });
    response.end(JSON.stringify(isKey ? {} : { engines: { mongodb: 'ok', gcs: 'unavailable' } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { code, found } = await troubles({
    ...{ MONGO_DB_CONNECTION_URL: '', MONGO_DATABASE: '', GCS_BUCKET: '', LOGS_EXPORT_API_KEY: 'lxk_no' },
    LOGS_EXPORT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  server.close();
  expect(code).toBe(1);
  expect(found['api, clock']).toMatchObject({
    state: 'fail',
    detail: expect.stringMatching(/^this machine is 3\d{3}\.\d s ahead$/) as string,
  });
  expect(found['api, engines']).toMatchObject({ state: 'fail', detail: 'it does not reach gcs' });
  expect(found['api, key']).toMatchObject({
    state: 'fail',
    remedy: expect.stringContaining('LOGS_EXPORT_API_KEY') as string,
  });
});

test('a server that sends elsewhere is not the API', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(301, { location: stack.url }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { code, found } = await troubles({
    ...{ MONGO_DB_CONNECTION_URL: '', MONGO_DATABASE: '', GCS_BUCKET: '' },
    LOGS_EXPORT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  server.close();
  expect({ code, found: found['api, connect'] }).toMatchObject({ code: 1, found: { state: 'fail' } });
});

describe('a MongoDB that asks who is there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'logs-export-login-'));
  const start = (flags: string[] = []) => startOwnMongo(folder, { mongod: flags, standIn: flags });
  let mongo: OwnMongo;
  beforeAll(async () => {
    const open = await start();
    const root = await new MongoClient(`mongodb://127.0.0.1:${open.port}`).connect();
    await root.db('admin').command({ createUser: 'exports', pwd: 'hunter2', roles: ['root'] });
    await root.close();
    await open.stop();
    mongo = await start(['--auth']);
  });
  afterAll(async () => {
    await mongo.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const at = (login: string) => ({ MONGO_DB_CONNECTION_URL: `mongodb://${login}127.0.0.1:${mongo.port}/` });

  test('lets in a user with the right password: then there are no logs yet, and nothing else is wrong', async () => {
    const { code, found } = await troubles(at('exports:hunter2@'));
    expect({ code, states: states(found) }).toEqual({
      code: 1,
      states: { 'mongodb, read logs': 'warn', 'mongodb, log indexes': 'fail' },
    });
  });

  test.each(['exports:hunter3@', 'nobody:hunter2@'])('refuses %s, which is told with its setting', async (login) => {
    const { code, out } = await cli.run(['doctor'], at(login));
    expect(code).toBe(1);
    expect(out.match(/^FAIL .+$/gm)).toEqual([
      expect.stringMatching(
        // MongoDB begins with a capital, its stand-in does not.
        /^FAIL {2}mongodb, connect: [Aa]uthentication failed\. → Check the user, the password and authSource in MONGO_DB_CONNECTION_URL\.$/,
      ),
    ]);
    expect(out).not.toContain('hunter');
  });

  test('refuses the login of the records alone, which is told with its own setting', async () => {
    const { MONGO_DB_CONNECTION_URL: EXPORTS_DB_CONNECTION_URL } = at('exports:hunter3@');
    const { code, found } = await troubles({ ...at('exports:hunter2@'), EXPORTS_DB_CONNECTION_URL });
    expect({ code, states: states(found) }).toEqual({
      code: 1,
      states: {
        ...{ 'mongodb, read logs': 'warn', 'mongodb, log indexes': 'fail', 'mongodb, connect for records': 'fail' },
        ...{ 'mongodb, write records': 'skip', 'mongodb, record indexes': 'skip' },
        'mongodb, optional indexes': 'skip',
        'temporal, schedules of users': 'skip',
      },
    });
    expect(found['mongodb, connect for records']!.remedy).toBe(
      'Check the user, the password and authSource in EXPORTS_DB_CONNECTION_URL.',
    );
  });

  test('refuses everything to nobody: the login is what is missing, not a right', async () => {
    const { code, found: all } = await troubles(at(''));
    const { 'temporal, schedules of users': schedules, ...found } = all;
    expect({ code, schedules }).toMatchObject({ code: 1, schedules: { state: 'skip' } });
    expect(states(found)).toEqual({
      'mongodb, read logs': 'fail',
      'mongodb, log indexes': 'fail',
      'mongodb, log times': 'fail',
      'mongodb, write records': 'fail',
      'mongodb, record indexes': 'fail',
      'mongodb, optional indexes': 'fail',
    });
    for (const { detail, remedy } of Object.values(found)) {
      expect(detail).toContain('requires authentication');
      expect(remedy).toBe(
        'Put a user and a password into MONGO_DB_CONNECTION_URL: it has none, and MongoDB wants them.',
      );
    }
  });
});
