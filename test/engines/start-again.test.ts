import { openTestBucket } from '../support/bucket';
import { failing, type GcsProxy, isPart, startGcsProxy } from '../support/gcs-proxy';
import { insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { COLUMNS } from '../support/log-documents';
import { runExport } from '../support/whole-export';
import { until } from '../support/waiting';

const documents = logDocuments(100);
let stack: Stack;
let proxy: GcsProxy;
let bucket: ReturnType<typeof openTestBucket>;
beforeAll(async () => {
  proxy = await startGcsProxy();
  const variables = {
    ...{
      EXPORT_MAX_LOGS: '1000',
      EXPORT_BATCH_LOGS: '10',
      EXPORT_BATCHES_AT_ONCE: '1',
      EXPORT_RETRY_BUDGET_SECONDS: '1',
    },
    GCS_API_ENDPOINT: proxy.endpoint,
  };
  stack = await startStack({ variables });
  bucket = openTestBucket(stack.config);
  await insertLogs(stack, documents);
});
afterAll(async () => {
  await stack.stop();
  await proxy.stop();
});
beforeEach(() => {
  proxy.requests.splice(0);
  proxy.meddle(() => undefined);
});

const wholeFile = linesOf(documents);
const batchOf = (object: string | null) => Number(/(\d{6})\.jsonl$/.exec(object ?? '')?.[1]);
const uploaded = () =>
  proxy
    .done('upload')
    .filter(isPart)
    .map(({ object }) => batchOf(object));

/** Starts the export again, once nothing goes wrong any more, and checks its file. */
async function startAgain(client: Awaited<ReturnType<Stack['client']>>, id: string) {
  proxy.meddle(() => undefined);
  proxy.requests.splice(0);
  expect((await client.start(id)).status).toBe(200);
  const record = await client.settled(id);
  expect(record).toMatchObject({ status: 'success', attempt: 2, error: null, error_code: null });
  expect((await client.download(id)).toString()).toBe(wholeFile);
  expect(await bucket.names(`acme/main/${id}`)).toEqual(
    ['', '.manifest.json'].map((end) => `acme/main/${id}/${record.file!.name}${end}`),
  );
  return record;
}

/** An export that failed for good at the upload of batch 6. */
async function failedAtBatch6(status = 403) {
  const client = await stack.client();
  proxy.meddle((request) => (isPart(request) && batchOf(request.object) === 6 ? { status } : undefined));
  const record = await runExport(client);
  expect(record.status).toBe('failure');
  return { client, record };
}

test('after a failure at batch 6, only batches 6 to 9 are written', async () => {
  const { client, record } = await failedAtBatch6();
  expect(record).toMatchObject({
    ...{ error_code: 'storage_permission_denied', file: null },
    error: expect.stringMatching(/^Google Cloud Storage refuses .*Storage Object User.* start again\.$/) as string,
    progress: { exported: 60, total: 100 },
  });
  const again = await startAgain(client, record.id);
  expect(uploaded()).toEqual([6, 7, 8, 9]);
  expect(again.data_cutoff_at).toBe(record.data_cutoff_at);
});

test.each([
  ['deleted', (name: string) => bucket.delete(name)],
  ['altered', (name: string) => bucket.write(name, '{"id":"someone else wrote this"}\n')],
])('a part %s behind our back between two runs is written again', async (_what, meddle) => {
  const { client, record } = await failedAtBatch6();
  const names = await bucket.names(`acme/main/${record.id}/parts`);
  await meddle(names.find((name) => batchOf(name) === 2)!);
  await startAgain(client, record.id);
  expect(uploaded()).toEqual([2, 6, 7, 8, 9]);
});

test.each([
  ['deleted', (name: string) => bucket.delete(name)],
  ['altered', (name: string) => bucket.write(name, 'altered\n')],
])('a part %s just before the file is composed is written again by itself', async (_what, meddle) => {
  const client = await stack.client();
  let done = false;
  proxy.meddle(async ({ kind, object }) => {
    if (kind === 'compose' && !done) {
      done = true;
      const parts = await bucket.names(object!.slice(stack.config.GCS_PREFIX.length + 1).replace(/[^/]*$/, 'parts'));
      await meddle(parts.find((name) => batchOf(name) === 4)!);
    }
    return undefined;
  });
  const { id, status } = await runExport(client);
  expect(status).toBe('success');
  expect((await client.download(id)).toString()).toBe(wholeFile);
  expect(uploaded()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 4]);
});

test.each([
  ['a part', isPart],
  ['the file', ({ kind }: { kind: string }) => kind === 'compose'],
])('an answer lost after %s was taken: found again, not doubled', async (_what, matches) => {
  const client = await stack.client();
  proxy.meddle(failing(1, matches, 'loseAnswer'));
  const { id, status } = await runExport(client);
  expect(status).toBe('success');
  expect((await client.download(id)).toString()).toBe(wholeFile);
  expect(uploaded()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(proxy.done('compose')).toHaveLength(1);
});

test('a worker that died between the file and its answer: the file is found, no part is written again', async () => {
  const client = await stack.client();
  // The parts are deleted after the file is there: what fails then is tried again from the start of the step.
  proxy.meddle(failing(1, ({ kind }) => kind === 'delete', { status: 500 }));
  const { id, status } = await runExport(client);
  expect(status).toBe('success');
  expect((await client.download(id)).toString()).toBe(wholeFile);
  expect(uploaded()).toHaveLength(10);
  expect(proxy.done('compose')).toHaveLength(1);
  expect(await bucket.names(`acme/main/${id}/parts`)).toEqual([]);
});

test.each([
  ['503', { status: 503 }],
  ['429', { status: 429 }],
  ['a cut connection', 'cut'],
] as const)('%s from GCS, once at every kind of call, is got over', async (_what, fault) => {
  const client = await stack.client();
  const left = new Map<string, number>(['upload', 'compose', 'list', 'describe'].map((kind) => [kind, 1]));
  proxy.meddle(({ kind }) => {
    const times = left.get(kind) ?? 0;
    left.set(kind, times - 1);
    return times > 0 ? fault : undefined;
  });
  const { id, status } = await runExport(client);
  expect(status).toBe('success');
  expect((await client.download(id)).toString()).toBe(wholeFile);
});

test('cancelled while it writes: stopped, nothing left; then started again, whole', async () => {
  const client = await stack.client();
  const id = await client.create({ filters: {}, requested_data: COLUMNS });
  let held = 0;
  proxy.meddle(async (request) => {
    // Slower than the cancellation, which must wait for the upload under way and delete it too.
    if (isPart(request) && batchOf(request.object) === 3) {
      held += 1;
      await new Promise((resolve) => setTimeout(resolve, 4_000));
    }
    return undefined;
  });
  await client.start(id);
  await until(() => held > 0);
  const cancelled = await client.cancel(id);
  expect(cancelled.status).toBe(200);
  expect(await client.settled(id)).toMatchObject({
    ...{ status: 'stopped', error: null, file: null, data_cutoff_at: null },
    progress: { exported: 0, bytes: 0 },
  });
  expect(await bucket.names(`acme/main/${id}`)).toEqual([]);
  expect(uploaded()).not.toContain(4);
  await startAgain(client, id);
  expect(uploaded()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('a change after a failure drops what was written', async () => {
  const { client, record } = await failedAtBatch6();
  proxy.meddle(() => undefined);
  const path = `/v1/logs/exports/${record.id}`;
  expect((await client.send('PUT', path, { requested_data: ['id'] })).status).toBe(200);
  // It says no more that it resumes where it stopped.
  expect(await client.read(record.id)).toMatchObject({ status: 'failure', error: null, error_code: null });
  expect(await bucket.names(`acme/main/${record.id}`)).toEqual([]);
  await client.start(record.id);
  expect(await client.settled(record.id)).toMatchObject({ status: 'success', progress: { exported: 100 } });
  const ids = documents.map(({ _id }) => `${JSON.stringify({ id: _id })}\n`).join('');
  expect((await client.download(record.id)).toString()).toBe(ids);
});

test('moved to another workspace after its file was composed and its parts were not deleted, it leaves nothing', async () => {
  const client = await stack.client({ workspace: null });
  proxy.meddle(({ kind }) => (kind === 'list' && proxy.done('compose').length > 0 ? { status: 403 } : undefined));
  const { id, status } = await runExport(client);
  expect(status).toBe('failure');
  expect(await bucket.names(`acme/_all/${id}`)).toHaveLength(2);

  proxy.meddle(() => undefined);
  expect((await client.send('PUT', `/v1/logs/exports/${id}`, { workspace_id: 'main' })).status).toBe(200);
  expect(await bucket.names(`acme/_all/${id}`)).toEqual([]);
});
