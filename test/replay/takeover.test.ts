/**
 * An upgrade as operators do it: the API and the worker of 0.1.0, as they were built, are stopped while exports are at
 * each step, and those of this version go on.
 */
import { gunzipSync } from 'node:zlib';
import { workflowIdOf } from '../../src/contract/workflow';
import { openTestBucket } from '../support/bucket';
import { type ApiClient, createClient } from '../support/client';
import { type GcsFault, type GcsProxy, type GcsRequest, isPart, startGcsProxy } from '../support/gcs-proxy';
import { COLUMNS, insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { startApiProcess, startWorkerProcess } from '../support/processes';
import { startStack, type Stack } from '../support/stack';
import { gate, until } from '../support/waiting';
import { buildEarlierVersion } from './earlier-version';

const documents = logDocuments(60);
const wholeFile = linesOf(documents);
const batches = 6;

let stack: Stack;
let proxy: GcsProxy;
let client: ApiClient;
let bucket: ReturnType<typeof openTestBucket>;
let earlier: { dist: string; remove: () => void };

/** What is done to the requests of an export; an object's name holds the id of its export. */
const rules = new Map<string, (request: GcsRequest) => GcsFault | undefined | Promise<GcsFault | undefined>>();
const ruleFor = (object: string | null) => [...rules].find(([id]) => object?.includes(id))?.[1];
const BATCH = /\/0{5}(\d)\.jsonl/;
const uploads = (id: string) =>
  proxy.done('upload').filter(({ object }) => object!.includes(id) && BATCH.test(object!));

/** Never reaches GCS: it is held until the process that sent it is told to stop, and cut then. */
const stopping = gate();
const held = async () => {
  await stopping.opened;
  return 'cut' as const;
};
const isBatch = (request: GcsRequest, index: number) =>
  isPart(request) && BATCH.exec(request.object!)?.[1] === String(index);

const exportsLeft: Record<string, string> = {};
const uploadsBefore: Record<string, number> = {};

/** Exports at each step of their life, made and started by clients of 0.1.0. */
async function leaveExports(client: ApiClient, stopWorker: () => Promise<void>): Promise<void> {
  const create = (format: string) => client.create({ filters: {}, requested_data: COLUMNS, format });
  const begin = async (name: string, format: string, rule?: Parameters<typeof rules.set>[1]) => {
    const id = (exportsLeft[name] = await create(format));
    if (rule) rules.set(id, rule);
    expect((await client.start(id)).status).toBe(200);
    return id;
  };
  const midway = async (name: string, format: string) => {
    const id = await begin(name, format, (request) => (isBatch(request, 3) ? held() : undefined));
    await until(async () => (await client.read(id)).progress.exported >= 30);
    return id;
  };

  exportsLeft.draft = await create('jsonl');
  const success = await begin('success', 'jsonl');
  const packed = await begin('packed success', 'jsonl.gz');
  const failure = await begin('failure', 'jsonl.gz', (request) => (isBatch(request, 3) ? { status: 403 } : undefined));
  for (const id of [success, packed]) expect((await client.settled(id)).status).toBe('success');
  expect((await client.settled(failure)).status).toBe('failure');

  await midway('midway', 'jsonl');
  await midway('packed midway', 'jsonl.gz');
  const cancelled = await midway('cancelled', 'jsonl');
  let isComposing = false;
  await begin('composing', 'jsonl', ({ kind }) => {
    isComposing ||= kind === 'compose';
    return kind === 'compose' ? held() : undefined;
  });
  await until(() => isComposing);

  await stopWorker();
  await begin('waiting for a worker', 'jsonl');
  await client.cancel(cancelled);
  for (const [name, id] of Object.entries(exportsLeft)) uploadsBefore[name] = uploads(id).length;
}

beforeAll(async () => {
  earlier = await buildEarlierVersion('0.1.0');
  proxy = await startGcsProxy();
  proxy.meddle((request) => ruleFor(request.object)?.(request));
  stack = await startStack({
    worker: false,
    variables: { EXPORT_BATCH_LOGS: '10', EXPORT_BATCHES_AT_ONCE: '1', GCS_API_ENDPOINT: proxy.endpoint },
  });
  bucket = openTestBucket(stack.config);
  client = await stack.client();
  await insertLogs(stack, documents);

  // More than the exports that are held midway.
  const variables = { EXPORT_BATCHES_AT_ONCE: '1', WORKER_BATCHES_AT_ONCE: '5', WORKER_GRACE_SECONDS: '0' };
  const [api, worker] = await Promise.all([
    startApiProcess(stack.config, variables, earlier.dist),
    startWorkerProcess(stack.config, variables, earlier.dist),
  ]);
  await leaveExports(createClient(api.url, client.key), async () => {
    const stopped = worker.stop();
    stopping.open();
    await stopped;
  });
  await api.stop();
  rules.clear();
  await stack.startWorker();
});
afterAll(async () => {
  await stack.stop();
  await proxy.stop();
  earlier.remove();
});

/** The content of a file of 0.1.0 is several gzip members, which Node reads as well. */
const contentOf = async (id: string, isPacked: boolean) => {
  const bytes = await client.download(id);
  return (isPacked ? gunzipSync(bytes) : bytes).toString();
};

test.each([
  // Its plan was not made yet.
  { name: 'waiting for a worker', written: batches },
  { name: 'midway', written: batches - 3 },
  { name: 'composing', written: 0 },
  // The earlier parts are gzip members of their own, which the one member of today's file can't hold.
  { name: 'packed midway', written: batches },
])('an export left $name ends with the right file, in the same run', async ({ name, written }) => {
  const id = exportsLeft[name]!;
  const record = await client.settled(id);
  expect(record).toMatchObject({ status: 'success', attempt: 1, progress: { exported: 60, total: 60 }, error: null });
  expect(await contentOf(id, name.startsWith('packed'))).toBe(wholeFile);
  expect(uploads(id).length - uploadsBefore[name]!).toBe(written);
  expect(await bucket.names(`acme/main/${id}`)).toEqual(
    ['', '.manifest.json'].map((end) => `acme/main/${id}/${record.file!.name}${end}`),
  );
});

test('one that was cancelled while no worker was there is stopped, and its parts are deleted', async () => {
  const id = exportsLeft.cancelled!;
  expect(await client.settled(id)).toMatchObject({ status: 'stopped', error: null });
  await expect(stack.temporal.workflow.getHandle(workflowIdOf(id)).result()).rejects.toThrow();
  expect(await bucket.names(`acme/main/${id}`)).toEqual([]);
});

test('one that failed starts again, and one that was never started starts', async () => {
  for (const [name, attempt] of [['failure', 2] as const, ['draft', 1] as const]) {
    const id = exportsLeft[name]!;
    expect((await client.start(id)).status).toBe(200);
    expect(await client.settled(id)).toMatchObject({ status: 'success', attempt, progress: { exported: 60 } });
    expect(await contentOf(id, name === 'failure')).toBe(wholeFile);
  }
});

test.each(['success', 'packed success'])(
  'the file of a %s is downloaded, and deleted with its export',
  async (name) => {
    const id = exportsLeft[name]!;
    expect(await contentOf(id, name.startsWith('packed'))).toBe(wholeFile);
    expect((await client.send('DELETE', `/v1/logs/exports/${id}`)).status).toBe(200);
    expect(await bucket.names(`acme/main/${id}`)).toEqual([]);
  },
);
