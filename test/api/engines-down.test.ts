import { type AddressInfo, createServer, type Server } from 'node:net';
import { loadConfig } from '../../src/config';
import { createLogger } from '../../src/process/logger';
import { startApi } from '../../src/process/start-api';
import type { ExportRecord } from '../../src/stores/export-record';
import { type ApiClient, createClient } from '../support/client';
import { recordsIn } from '../support/records';
import { countWritten, expectRefusal } from '../support/refusals';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let client: ApiClient;
/** An API on the same records as the stack's, for which one engine is down. */
const lacking: Record<string, ApiClient> = {};
const stops: (() => Promise<void>)[] = [];
/** Takes every connection, and never answers. */
const silent = createServer().listen(0, '127.0.0.1');
beforeAll(async () => {
  stack = await startStack({ worker: false });
  client = await stack.client();
  const dead = await deadAddress();
  await Promise.all([
    startLacking('mongodb', { MONGO_DB_CONNECTION_URL: `mongodb://${dead}` }),
    startLacking('temporal', { TEMPORAL_ADDRESS: dead }),
    startLacking('gcs', { GCS_API_ENDPOINT: `http://${dead}` }),
    startLacking('gcs that is silent', { GCS_API_ENDPOINT: `http://127.0.0.1:${portOf(silent)}` }),
  ]);
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  silent.close();
  await stack.stop();
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** An address where nothing listens: that of a server that was there a moment ago. */
async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

async function startLacking(engine: string, variables: Record<string, string>) {
  const { MONGO_DATABASE, TEMPORAL_TASK_QUEUE, GCS_PREFIX } = stack.config;
  const shared = { MONGO_DATABASE, TEMPORAL_TASK_QUEUE, GCS_PREFIX, HOST: '127.0.0.1', PORT: '0' };
  const config = loadConfig({ ...process.env, ...shared, LOG_LEVEL: 'silent', ...variables });
  const api = await startApi(config, createLogger(config, 'api'));
  stops.push(() => api.stop());
  lacking[engine] = createClient(`http://127.0.0.1:${api.port}`, client.key);
}

async function exportIn(facts: Partial<ExportRecord>): Promise<string> {
  const id = await client.create({ filters: {}, requested_data: ['id'] });
  await recordsIn(stack).updateOne({ _id: id }, { $set: { ...facts, last_updated_at: new Date() } });
  return id;
}
const recordOf = (id: string) => recordsIn(stack).findOne({ _id: id });
const down = (engine: string, name: RegExp) => ({
  status: 503,
  code: 'engine_unavailable',
  param: engine,
  says: new RegExp(`^${name.source} can't be reached right now\\. Nothing was changed; send the request again`),
});

test.each(['mongodb', 'temporal', 'gcs'])('/readyz names %s, /healthz is fine', async (engine) => {
  const ready = await lacking[engine]!.send<{ engines: Record<string, string> }>('GET', '/readyz');
  const engines = { mongodb: 'ok', temporal: 'ok', gcs: 'ok', [engine]: 'unavailable' };
  expect(ready).toMatchObject({ status: 503, body: { status: 'unavailable', engines } });
  expect((await lacking[engine]!.send('GET', '/healthz')).status).toBe(200);
});

const requests: [method: string, path: string, body?: object][] = [
  ['GET', '/v1/logs/exports'],
  ['POST', '/v1/logs/exports', { filters: {}, requested_data: ['id'] }],
  ['GET', '/v1/logs/exports/x'],
  ['POST', '/v1/logs', { request: {}, response: {} }],
];
test('without MongoDB, every request answers 503 and writes nothing', async () => {
  const before = await countWritten(stack);
  const answers = await Promise.all(requests.map(([method, path, body]) => lacking.mongodb!.send(method, path, body)));
  for (const answer of answers) {
    expectRefusal(answer, down('mongodb', /MongoDB/));
    expect(answer.headers.get('retry-after')).toBe('5');
  }
  expect(await countWritten(stack)).toEqual(before);
});

// What each of these does, to an export of its own, waits for seconds: they wait at the same time.
const started: Partial<ExportRecord> = {
  ...{ run: 'run-1', attempt: 1, started_at: new Date('2026-03-09'), started_by: 'key-1' },
  location: { store: 'gcs', bucket: process.env.GCS_BUCKET!, folder: 'engines-down' },
};
const failed: Partial<ExportRecord> = {
  ...started,
  status: 'failure',
  error: 'It failed. Start it again.',
  error_code: 'retries_exhausted',
  completed_at: new Date('2026-03-10'),
  exported: 7,
  bytes: 70,
};
test.concurrent.each<[string, Partial<ExportRecord>]>([
  ['draft', {}],
  ['failure', failed],
  ['stopped', { ...started, status: 'stopped', completed_at: new Date('2026-03-10') }],
])('without Temporal, a %s export is not started, and is what it was', async (_, facts) => {
  const id = await exportIn(facts);
  const before = await recordOf(id);
  const answer = await lacking.temporal!.start(id);
  expectRefusal(answer, down('temporal', /Temporal/));
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(await recordOf(id)).toEqual(before);
  expect((await client.start(id)).status).toBe(200);
});

test.concurrent(
  'without Temporal, a start that meets one on its way is not told that it is started; with it, it is',
  async () => {
    const now = new Date();
    const id = await exportIn({ ...started, status: 'in_progress', started_at: now });
    await recordsIn(stack).updateOne({ _id: id }, { $set: { last_updated_at: now } });
    const before = await recordOf(id);
    expectRefusal(await lacking.temporal!.start(id), down('temporal', /Temporal/));
    expect(await recordOf(id)).toEqual(before);
    expect((await client.start(id)).status).toBe(200);
    // One that has begun has a workflow.
    await recordsIn(stack).updateOne({ _id: id }, { $set: { last_updated_at: new Date(now.getTime() + 1) } });
    expect((await lacking.temporal!.start(id)).status).toBe(200);
  },
);

test.concurrent('without Temporal, a running export is not cancelled, and a draft is', async () => {
  const id = await exportIn({ ...started, status: 'in_progress' });
  const before = await recordOf(id);
  expectRefusal(await lacking.temporal!.cancel(id), down('temporal', /Temporal/));
  expect(await recordOf(id)).toEqual(before);
  expect((await lacking.temporal!.cancel(await exportIn({}))).status).toBe(200);
});

test.concurrent('without Temporal, what only reads goes on', async () => {
  const id = await exportIn({ ...started, status: 'in_progress' });
  await recordsIn(stack).updateOne({ _id: id }, { $set: { last_updated_at: new Date('2026-03-09') } });
  expect(await lacking.temporal!.read(id)).toMatchObject({ status: 'in_progress' });
  expect((await lacking.temporal!.send('GET', '/v1/logs/exports')).status).toBe(200);
});

const writes = {
  deleted: (by: ApiClient, id: string) => by.send('DELETE', `/v1/logs/exports/${id}`),
  updated: (by: ApiClient, id: string) => by.send('PUT', `/v1/logs/exports/${id}`, { description: 'new' }),
};
test.concurrent.each([
  ['gcs', 'deleted'],
  ['gcs', 'updated'],
  ['gcs that is silent', 'deleted'],
] as const)('for want of a %s, an export that has files is not %s', async (engine, done) => {
  const id = await exportIn(failed);
  const before = await recordOf(id);
  const answer = await writes[done](lacking[engine]!, id);
  const says = /^Google Cloud Storage can't be reached right now\. Files of this export may have been deleted; send/;
  expectRefusal(answer, { ...down('gcs', /Google Cloud Storage/), says });
  expect(answer.headers.get('retry-after')).toBe('5');
  expect(await recordOf(id)).toEqual(before);
  expect((await writes[done](client, id)).status).toBe(200);
});
