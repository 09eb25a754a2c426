/** Processes that are told to stop by SIGTERM, as every deployment does it, while they have work. */
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../local/engines/ports';
import { type ApiClient, createClient } from '../support/client';
import { type GcsProxy, isPart, startGcsProxy } from '../support/gcs-proxy';
import { startHeldExport } from '../support/held-export';
import { COLUMNS, insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { startApiProcess, startWorkerProcess } from '../support/processes';
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';

jest.setTimeout(600_000);

const documents = logDocuments(60);
let stack: Stack;
let proxy: GcsProxy;
let client: ApiClient;
beforeAll(async () => {
  proxy = await startGcsProxy();
  const variables = {
    ...{ EXPORT_BATCH_LOGS: '10', EXPORT_BATCHES_AT_ONCE: '1', WORKER_GRACE_SECONDS: '1' },
    GCS_API_ENDPOINT: proxy.endpoint,
  };
  stack = await startStack({ worker: false, variables });
  client = await stack.client();
  await insertLogs(stack, documents);
});
afterAll(async () => {
  await stack.stop();
  await proxy.stop();
});
afterEach(() => {
  proxy.meddle(() => undefined);
  proxy.requests.splice(0);
});

const uploaded = (id: string) =>
  proxy
    .done('upload')
    .filter((request) => isPart(request) && request.object!.includes(id))
    .map(({ object }) => Number(/(\d{6})\.jsonl$/.exec(object!)![1]));
const finished = { status: 'success', attempt: 1, progress: { exported: 60 } };

test('a worker lets the batch under way end, begins no other, ends with code 0; the next one does the rest', async () => {
  const [port] = (await freePorts(1)) as [number];
  const variables = { WORKER_GRACE_SECONDS: '60', HOST: '127.0.0.1', WORKER_METRICS_PORT: String(port) };
  const worker = await startWorkerProcess(stack.config, variables);
  const statusOf = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 200]);
  const { id, release } = await startHeldExport(stack, proxy);
  const stopped = worker.stop();
  await until(async () => (await worker.log()).includes('"msg":"worker stopping"'));
  // It takes no work any more, and is not to be killed over what it has.
  await until(async () => (await statusOf('/readyz')) === 503);
  expect(await statusOf('/healthz')).toBe(200);
  release();
  await stopped;
  expect(await worker.ended).toBe('ended with code 0');
  expect(uploaded(id)).toEqual([0, 1]);
  expect(await client.read(id)).toMatchObject({ status: 'in_progress', progress: { exported: 20 } });

  const next = await stack.startWorker();
  expect(await client.settled(id)).toMatchObject(finished);
  expect((await client.download(id)).toString()).toBe(linesOf(documents));
  expect(uploaded(id)).toEqual([0, 1, 2, 3, 4, 5]);
  await next.stop();
});

test('a batch that does not end in the grace time is handed over, and the worker ends with code 0', async () => {
  const worker = await startWorkerProcess(stack.config, { WORKER_GRACE_SECONDS: '1' });
  const { id, release } = await startHeldExport(stack, proxy);
  await worker.stop();
  expect(await worker.ended).toBe('ended with code 0');
  release();

  const next = await stack.startWorker();
  expect(await client.settled(id)).toMatchObject(finished);
  expect((await client.download(id)).toString()).toBe(linesOf(documents));
  await next.stop();
});

test('an API answers the requests that it has, takes no other, and ends with code 0', async () => {
  const api = await startApiProcess(stack.config);
  const there = createClient(api.url, client.key);
  const id = await there.create({ filters: {}, requested_data: COLUMNS });
  await there.start(id);
  // Without a worker a cancellation waits for seconds before it is answered.
  const cancelled = there.cancel(id);
  await until(async () => {
    const { events } = await stack.temporal.workflow.getHandle(`logs-export-${id}`).fetchHistory();
    return events!.some(({ workflowExecutionCancelRequestedEventAttributes: asked }) => asked);
  });
  const stopped = api.stop();
  expect(await cancelled).toMatchObject({ status: 200, body: { message: 'The export is being stopped.' } });
  await stopped;
  expect(await api.ended).toBe('ended with code 0');
  await expect(there.read(id)).rejects.toThrow();
});

test('workers that are replaced one after the other delay the exports that run, and fail none', async () => {
  const worker = await stack.startWorker();
  const ids = await Promise.all(
    Array.from({ length: 6 }, () => client.create({ filters: {}, requested_data: COLUMNS })),
  );
  for (const id of ids) await client.start(id);
  const isRunning = async () =>
    (await Promise.all(ids.map((id) => client.read(id)))).some(({ status }) => status === 'in_progress');
  let last = worker;
  for (let replaced = 0; replaced < 3 || (await isRunning()); replaced += 1) {
    const next = await stack.startWorker();
    await last.stop();
    last = next;
    await sleep(500);
  }
  for (const id of ids) {
    expect(await client.read(id)).toMatchObject({ ...finished, error: null });
    expect((await client.download(id)).toString()).toBe(linesOf(documents));
    expect(new Set(uploaded(id)).size).toBe(6);
  }
  await last.stop();
});
