import { type GcsProxy, startGcsProxy } from '../support/gcs-proxy';
import { startHeldExport } from '../support/held-export';
import { COLUMNS, insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { startStack, type Stack } from '../support/stack';
import { until } from '../support/waiting';

const documents = logDocuments(30);
let stack: Stack;
let proxy: GcsProxy;
beforeAll(async () => {
  proxy = await startGcsProxy();
  const variables = {
    ...{ EXPORT_MAX_LOGS: '1000', EXPORT_BATCH_LOGS: '10', EXPORT_BATCHES_AT_ONCE: '1' },
    GCS_API_ENDPOINT: proxy.endpoint,
  };
  stack = await startStack({ variables });
  await insertLogs(stack, documents);
});
afterAll(async () => {
  await stack.stop();
  await proxy.stop();
});
afterEach(() => proxy.meddle(() => undefined));

test('a workflow that an operator terminated: the record says so, and Start Again goes on', async () => {
  const { client, id, release, handle } = await startHeldExport(stack, proxy);
  await handle.terminate('by an operator');
  const record = await client.settled(id);
  expect(record).toMatchObject({
    ...{ status: 'failure', error_code: 'workflow_terminated', progress: { exported: 10, total: 30 } },
    error: 'An operator terminated the workflow in Temporal. Start the export again: it resumes where it stopped.',
  });
  release();
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success', attempt: 2 });
  expect((await client.download(id)).toString()).toBe(linesOf(documents));
});

test('a workflow that an operator cancelled in Temporal stops the export, cleanly', async () => {
  const { client, id, release, handle } = await startHeldExport(stack, proxy);
  await handle.cancel();
  release();
  expect(await client.settled(id)).toMatchObject({ status: 'stopped', error: null, progress: { exported: 0 } });
});

test('a start that never reached Temporal is brought there by the reconciler, though nobody asks', async () => {
  const client = await stack.client();
  const id = await client.create({ filters: {}, requested_data: COLUMNS });
  const exports = stack.mongo.db(stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  // What an API leaves behind that dies between its two writes.
  const started = new Date(Date.now() - 60_000);
  const lost = {
    status: 'in_progress',
    run: 'never-started',
    started_at: started,
    last_updated_at: started,
    started_by: 'key-1',
    attempt: 1,
  };
  await exports.updateOne({ _id: id }, { $set: lost });
  await until(
    async () =>
      (await exports.findOne({ _id: id }, { projection: { status: 1 } }))?.['status' as never] !== 'in_progress',
  );
  expect(await client.read(id)).toMatchObject({ status: 'success', attempt: 1 });
});

test('a run of which Temporal knows nothing any more, though it had begun, fails in words, and Start Again goes on', async () => {
  const client = await stack.client();
  const id = await client.create({ filters: {}, requested_data: COLUMNS });
  const exports = stack.mongo.db(stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  const started_at = new Date(Date.now() - 60_000);
  const last_updated_at = new Date(Date.now() - 30_000);
  const forgotten = {
    status: 'in_progress',
    run: 'forgotten',
    started_by: 'key-1',
    started_at,
    last_updated_at,
    attempt: 1,
  };
  await exports.updateOne({ _id: id }, { $set: forgotten });
  expect(await client.settled(id)).toMatchObject({
    ...{ status: 'failure', error_code: 'workflow_lost' },
    error: 'Temporal knows no workflow for this start. Start the export again: it resumes where it stopped.',
  });
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success', attempt: 2 });
});

test('a run that was settled behind its back writes nothing more', async () => {
  const { client, id, release, handle } = await startHeldExport(stack, proxy);
  const exports = stack.mongo.db(stack.config.MONGO_DATABASE).collection<{ _id: string }>('exports');
  await exports.updateOne(
    { _id: id },
    { $set: { status: 'failure', error: 'settled elsewhere', error_code: 'workflow_lost' } },
  );
  const before = await exports.findOne({ _id: id });
  release();
  await expect(handle.result()).rejects.toThrow();
  expect(await exports.findOne({ _id: id })).toEqual(before);
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'success' });
});

test('the record is deleted only while no workflow works on it', async () => {
  const { client, id, release } = await startHeldExport(stack, proxy);
  expect((await client.send('DELETE', `/v1/logs/exports/${id}`)).status).toBe(409);
  expect((await client.send('PUT', `/v1/logs/exports/${id}`, { description: 'x' })).status).toBe(409);
  release();
  expect(await client.settled(id)).toMatchObject({ status: 'success' });
});

test('twenty starts at once make one run, and each is answered as the first', async () => {
  const client = await stack.client();
  const id = await client.create({ filters: {}, requested_data: ['id'] });
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.start(id)));
  const messages = new Set(answers.map(({ status, body }) => `${status} ${body.message}`));
  expect([...messages]).toEqual(['200 The export is started.']);
  expect(await client.settled(id)).toMatchObject({ status: 'success', attempt: 1 });

  const executions = stack.temporal.workflow.list({ query: `WorkflowId = "logs-export-${id}"` });
  const found: string[] = [];
  // What Temporal lists lags a little behind what it does.
  while (found.length === 0) for await (const { runId } of executions) found.push(runId);
  expect(found).toHaveLength(1);
  expect((await client.start(id)).status).toBe(409);
});
