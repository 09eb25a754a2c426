import { Writable } from 'node:stream';
import { MongoServerError } from 'mongodb';
import { toFailure } from '../../src/activities/faults';
import { createLogger } from '../../src/process/logger';
import { startApi } from '../../src/process/start-api';
import { startWorker } from '../../src/process/start-worker';
import type * as LogStores from '../../src/stores/logs';
import { createClient, type ApiClient } from '../support/client';
import { startGcsProxy, type GcsProxy } from '../support/gcs-proxy';
import { type Receiver, startReceiver } from '../support/receiver';
import { startStack, type Stack } from '../support/stack';
import { testWorkflowBundle } from '../support/workflow-bundle';
import { historyOf, historyOfWorkflow, type Sink } from './support/harvest';
import { keyMaker, unknownKey } from './support/people';

const mockMark = 'm4rk-quoted-by-the-log-store';

/** A log store that quotes a document where it fails, as drivers do, even in lines that look like a stack's. */
jest.mock('../../src/stores/logs', () => {
  const actual = jest.requireActual<typeof LogStores>('../../src/stores/logs');
  const fail = (selection: LogStores.LogSelection, when: string) => {
    if (selection.filters.trace_id !== when) return;
    throw new Error(`cannot read {"prompt": "${mockMark}"}\n    at ${mockMark} (log.ts:1:1)\n`);
  };
  const createLogStore: typeof actual.createLogStore = (...collections) => {
    const store = actual.createLogStore(...collections);
    return {
      ...store,
      countInTime: (selection, ...rest) => (fail(selection, 'fails-in-count'), store.countInTime(selection, ...rest)),
      readBatch: (selection, ...rest) => (fail(selection, 'fails-in-batch'), store.readBatch(selection, ...rest)),
    };
  };
  return { ...actual, createLogStore };
});

const marks = {
  prompt: 'm4rk-prompt',
  answer: 'm4rk-answer',
  metadata: 'm4rk-metadata',
  filter: 'm4rk-filter',
  header: 'm4rk-header',
  mongo: 'm4rk-mongo',
  hook: 'm4rk-hook',
  reply: 'm4rk-reply',
  quoted: mockMark,
};

let gcs: GcsProxy;
let receiver: Receiver;
let stack: Stack;
let api: Awaited<ReturnType<typeof startApi>>;
let worker: Awaited<ReturnType<typeof startWorker>>;
let client: ApiClient;
const secrets: Record<string, string> = { ...marks };
const lines: string[] = [];
const streams: string[] = [];
const sinks: Sink[] = [];
const refusals: string[] = [];

const recorder = new Writable({
  write(chunk: Buffer, _encoding, done) {
    lines.push(chunk.toString());
    done();
  },
});

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    jest.spyOn(stream, 'write').mockImplementation((chunk: string | Uint8Array, ...rest: unknown[]) => {
      streams.push(String(chunk));
      return write(chunk, ...(rest as []));
    });
  }
  [gcs, receiver] = await Promise.all([startGcsProxy(), startReceiver()]);
  const url = new URL(process.env.MONGO_DB_CONNECTION_URL!);
  url.pathname ||= '/';
  url.searchParams.set('appName', marks.mongo);
  stack = await startStack({
    worker: false,
    variables: {
      MONGO_DB_CONNECTION_URL: url.href,
      GCS_API_ENDPOINT: gcs.endpoint,
      EXPORT_RETRY_BUDGET_SECONDS: '1',
      LOG_LEVEL: 'trace',
      WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
    },
  });
  const { config } = stack;
  api = await startApi(config, createLogger(config, 'api', recorder));
  worker = await startWorker(config, createLogger(config, 'worker', recorder), {
    workflowBundle: testWorkflowBundle(),
  });
  const { key } = await keyMaker(stack).make();
  secrets.key = key;
  client = createClient(`http://127.0.0.1:${api.port}`, key);
  const log = (trace_id: string) => ({
    request: { headers: { 'x-note': marks.header }, body: { prompt: marks.prompt } },
    response: { status: 200, body: { answer: marks.answer } },
    metadata: { trace_id, team: marks.metadata },
  });
  await client.insert(['fine', 'fails-in-batch', 'fails-in-count'].map(log));
});
afterAll(async () => {
  await worker.stop();
  await api.stop();
  await stack.stop();
  await Promise.all([gcs.stop(), receiver.stop()]);
  jest.restoreAllMocks();
});

const requested_data = ['id', 'request', 'response', 'metadata'];

async function run(filters: object): Promise<string> {
  const id = await client.create({ filters, requested_data, description: marks.filter });
  await client.start(id);
  return id;
}

async function refused(...[method, path, body]: Parameters<ApiClient['send']>) {
  const answer = await client.send(method, path, body);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  refusals.push(JSON.stringify(answer.body), JSON.stringify([...answer.headers]));
  return answer.status;
}

test('an export that succeeds, and all that can be read of it', async () => {
  const id = await run({ metadata: { team: marks.metadata }, ai_model: undefined });
  expect(await client.settled(id)).toMatchObject({ status: 'success', progress: { exported: 3 } });
  const file = (await client.download(id)).toString();
  for (const mark of [marks.prompt, marks.answer, marks.metadata]) expect(file).toContain(mark);
  sinks.push(await historyOf(stack, id));
});

test('one whose log store quotes a document when it fails', async () => {
  const id = await run({ trace_id: 'fails-in-batch' });
  const failed = await client.settled(id);
  expect(failed).toMatchObject({ status: 'failure', error: expect.stringMatching(/unexpected Error/i) as string });
  sinks.push(await historyOf(stack, id), { name: 'the error of the export', text: JSON.stringify(failed.error) });
  expect(await refused('GET', `/v1/logs/exports/${id}/download`)).toBe(409);
});

test('one that the bucket refuses', async () => {
  gcs.meddle(({ kind }) => (kind === 'upload' ? { status: 403 } : undefined));
  const id = await run({ metadata: { team: marks.metadata } });
  const failed = await client.settled(id);
  gcs.meddle(() => undefined);
  expect(failed).toMatchObject({ status: 'failure', error_code: 'storage_permission_denied' });
  sinks.push(await historyOf(stack, id), { name: 'the error of the export', text: JSON.stringify(failed.error) });
});

test('one that is cancelled while it writes', async () => {
  let arrived = () => {};
  const uploading = new Promise<void>((resolve) => (arrived = resolve));
  gcs.meddle(async ({ kind }) => {
    if (kind !== 'upload') return;
    arrived();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return { status: 503 };
  });
  const id = await run({ metadata: { team: marks.metadata } });
  await uploading;
  await client.cancel(id);
  expect((await client.settled(id)).status).toBe('stopped');
  gcs.meddle(() => undefined);
  sinks.push(await historyOf(stack, id));
});

test('an event for a webhook whose URL is a secret, and whose receiver says what it should not', async () => {
  receiver.answer((_, response) => void response.writeHead(500).end(marks.reply));
  const { body: webhook } = await client.send<{ id: string; secret: string }>('POST', '/v1/webhooks', {
    url: receiver.url(`/${marks.hook}`),
    events: ['export.succeeded'],
  });
  secrets.webhook = webhook.secret;
  secrets.encryption = stack.config.WEBHOOK_SECRET_KEYS![0]!.toString('base64');
  const id = await run({ metadata: { team: marks.metadata } });
  await client.settled(id);
  await receiver.until(`/${marks.hook}`);
  const [{ headers, body }] = receiver.received as [(typeof receiver.received)[number]];
  sinks.push(await historyOfWorkflow(stack, `webhook-${String(headers['webhook-id'])}`), {
    name: 'the event',
    text: body,
  });
  expect(await refused('PUT', `/v1/webhooks/${webhook.id}`, { url: `ftp://${marks.hook}` })).toBe(400);
  expect(await refused('POST', `/v1/webhooks/${webhook.id}/deliveries/none/replay`)).toBe(404);
  await client.send('DELETE', `/v1/webhooks/${webhook.id}`);
});

test('requests that are refused, or fail', async () => {
  const selection = { filters: { trace_id: 'fails-in-count' }, requested_data };
  expect(await refused('POST', '/v1/logs/exports', selection)).toBe(500);
  expect(await refused('POST', '/v1/logs/exports/preview', selection)).toBe(500);
  expect(await refused('GET', '/v1/logs/none')).toBe(404);
  expect(await refused('POST', '/v1/logs', { request: { body: marks.prompt }, response: 1 })).toBe(400);
  expect(await refused('POST', '/v1/logs', `{"request": "${marks.prompt}`)).toBe(400);
  expect(
    await refused('PUT', '/v1/logs/exports/none', { description: marks.filter, filters: { metadata: marks.metadata } }),
  ).toBe(400);
  secrets.wrongKey = unknownKey();
  const stranger = createClient(client.url, secrets.wrongKey);
  refusals.push(JSON.stringify((await stranger.send('GET', '/v1/logs/exports')).body));
});

test('an error keeps its class and frames in the log and in Temporal, whatever its message looks like', () => {
  const quoting = (name: string) => new Error(`${name}\n    at ${marks.quoted} (x:1:1)\n        at ${marks.quoted}`);
  const mongo = new MongoServerError({ message: marks.quoted, code: 2, errmsg: marks.quoted });
  const errors = [
    quoting('a'),
    quoting(''),
    mongo,
    Object.assign(quoting('b'), { code: 503 }),
    Object.assign(quoting('c'), { code: 'EPIPE' }),
  ];
  const failures = errors.map((error) => toFailure(error));
  sinks.push({
    name: 'failures for Temporal',
    text: failures.map(({ stack, message }) => `${message}\n${stack}`).join('\n'),
  });
  const logger = createLogger({ LOG_LEVEL: 'info' }, 'worker', recorder);
  errors.forEach((err) => logger.error({ err }, 'failed'));
  expect(lines.at(-1)).toContain('leaks.test.ts');
});

test('none of the secrets and marks came out anywhere', async () => {
  for (const path of ['/metrics', '/openapi.json', '/readyz', '/docs']) {
    sinks.push({ name: path, text: await (await fetch(`${client.url}${path}`)).text() });
  }
  sinks.push({ name: 'refusals', text: refusals.join('\n') });
  sinks.push(
    { name: 'the log', text: lines.join('\n') },
    { name: 'the process’s own streams', text: streams.join('\n') },
  );
  const found = sinks.flatMap(({ name, text }) =>
    Object.entries(secrets).flatMap(([secret, value]) => (text.includes(value) ? [`${secret} in ${name}`] : [])),
  );
  expect(found).toEqual([]);
  const histories = sinks.filter(({ name }) => name.startsWith('the history of logs-export-'));
  expect(histories).toHaveLength(4);
  for (const { text } of histories) expect(text).toMatch(/"exportId":"[\da-f-]{36}"/);
});

test('and the log tells what it is for: request, organisation, export, route, status, duration', () => {
  const entries = lines
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const requests = entries.filter(({ msg }) => msg === 'request');
  expect(requests.length).toBeGreaterThan(10);
  const started = requests.find(({ route }) => route === '/v1/logs/exports/:id/start');
  expect(started).toMatchObject({ organisationId: 'acme', status: 200, method: 'POST' });
  expect(Object.keys(started!)).toEqual(expect.arrayContaining(['requestId', 'exportId', 'durationMs']));
  expect(started).not.toHaveProperty('address');
  expect(requests.find(({ status }) => status === 401)).toMatchObject({ address: '127.0.0.1' });
  expect(entries.some(({ level }) => level === 50)).toBe(true);
});
