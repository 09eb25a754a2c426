/** A start of which the record and Temporal know different things: its API died, or the answer never came. */
import type { ApiDeps } from '../../src/api/deps';
import { runRoutes } from '../../src/api/routes/runs';
import { startRun } from '../../src/exports/start-run';
import { createLogger } from '../../src/process/logger';
import { createMetrics } from '../../src/observability/metrics';
import { createRuns } from '../../src/temporal/runs';
import { settleIfEnded } from '../../src/exports/settle';
import { openTestBucket } from '../support/bucket';
import type { ApiClient } from '../support/client';
import { type GcsProxy, isPart, startGcsProxy } from '../support/gcs-proxy';
import { COLUMNS, insertLogs, logDocuments } from '../support/log-documents';
import { recordsIn } from '../support/records';
import { startStack, type Stack } from '../support/stack';
import { gate, until } from '../support/waiting';
import { openAllStores } from '../support/open-stores';

const tenant = { organisationId: 'acme', workspaceId: 'main' };

let stack: Stack;
let proxy: GcsProxy;
let stores: ReturnType<typeof openAllStores>;
let runs: ReturnType<typeof createRuns>;
let client: ApiClient;
beforeAll(async () => {
  proxy = await startGcsProxy();
  const variables = { EXPORT_BATCH_LOGS: '10', EXPORT_BATCHES_AT_ONCE: '1', GCS_API_ENDPOINT: proxy.endpoint };
  stack = await startStack({ variables });
  stores = openAllStores(stack.config);
  runs = createRuns(stack.temporal, stack.config);
  client = await stack.client();
  await insertLogs(stack, logDocuments(30));
});
afterAll(async () => {
  await stores.close();
  await stack.stop();
  await proxy.stop();
});
afterEach(() => proxy.meddle(() => undefined));

const draft = () => client.create({ filters: {}, requested_data: COLUMNS });
const recordOf = async (id: string) => (await recordsIn(stack).findOne({ _id: id }))!;
const startInRecordAlone = async (id: string, run: string) => {
  const location = stores.objects.locate({ id, tenant });
  return stores.exports.start(tenant, await recordOf(id), { run, by: 'key-1', slot: 0, location });
};

/** Holds the second part of an export back. */
function hold(id: string) {
  const { open, opened } = gate();
  proxy.meddle(async (request) => {
    if (isPart(request) && request.object!.includes(id) && request.object!.endsWith('000001.jsonl')) await opened;
    return undefined;
  });
  return open;
}

test('cancelled before Temporal knew of the second start, an export leaves no parts of its first', async () => {
  const id = await draft();
  proxy.meddle((request) =>
    isPart(request) && request.object!.endsWith('000002.jsonl') ? { status: 403 } : undefined,
  );
  await client.start(id);
  expect(await client.settled(id)).toMatchObject({ status: 'failure', progress: { exported: 20 } });
  const names = () => openTestBucket(stack.config).names(`acme/main/${id}/`);
  expect(await names()).toHaveLength(2);

  await startInRecordAlone(id, 'second');
  expect((await client.cancel(id)).status).toBe(200);
  expect([(await client.read(id)).status, await names()]).toEqual(['stopped', []]);
});

test('a start of which only the answer was lost goes on, and is answered as one', async () => {
  const id = await draft();
  const release = hold(id);
  const startAndLoseAnswer: typeof runs.start = async (record) => {
    await runs.start(record);
    await until(async () => (await recordOf(id)).exported > 0);
    throw new Error('DEADLINE_EXCEEDED');
  };
  const deps = {
    ...stores,
    config: stack.config,
    logger: createLogger(stack.config, 'api'),
    metrics: createMetrics('api'),
  };
  const routes = runRoutes({ ...deps, runs: { ...runs, start: startAndLoseAnswer } } as unknown as ApiDeps);
  const actor = { kind: 'key', id: 'key-1', tenant, scopes: ['logs.export', 'completions'] };
  const call = { actor, params: { id }, about: { attempt: null } };
  const answer = await routes.find((route) => route.id === 'startExport')!.handle(call as never);

  expect(answer).toMatchObject({ object: 'export' });
  expect(await client.read(id)).toMatchObject({ status: 'in_progress', attempt: 1 });
  release();
  expect(await client.settled(id)).toMatchObject({ status: 'success', progress: { exported: 30 } });
});

test('whoever still sees a run that never began does not end the one that was started after it', async () => {
  const id = await draft();
  await startInRecordAlone(id, 'never-began');
  const stale = (await stores.exports.find(tenant, id))!;
  await client.cancel(id);
  const release = hold(id);
  await client.start(id);
  await until(async () => (await recordOf(id)).exported > 0);

  const { runId } = await stack.temporal.workflow.getHandle(`logs-export-${id}`).describe();
  expect(await settleIfEnded(stale, { exports: stores.exports, runs })).toBeNull();
  const { runId: after, status } = await stack.temporal.workflow.getHandle(`logs-export-${id}`).describe();
  expect([after, status.name]).toEqual([runId, 'RUNNING']);
  release();
  expect(await client.settled(id)).toMatchObject({ status: 'success' });
});

/** The export runs: its draft was started, stopped before Temporal knew of that, and started again. */
async function startedPastASlowStart() {
  const id = await draft();
  const begun = await startInRecordAlone(id, 'slow');
  if (begun === null || begun === 'taken') throw new Error('not started');
  await client.cancel(id);
  const release = hold(id);
  await client.start(id);
  await until(async () => (await recordOf(id)).exported > 0);
  const workflow = (await runs.describe(id))!;
  return { id, slow: { ...begun.started, run: 'slow', started_by: 'key-1' }, workflow, release };
}

test('a start so slow that another one came after it ends nothing', async () => {
  const { id, slow, workflow, release } = await startedPastASlowStart();
  await startRun(slow, { exports: stores.exports, runs });
  expect(await runs.describe(id)).toEqual(workflow);
  expect(await runs.cancel({ exportId: id, run: 'slow' })).toBe(false);
  release();
  expect(await client.settled(id)).toMatchObject({ status: 'success', attempt: 2 });
});

test('only the workflow that was looked at is ended, not one that came after it', async () => {
  const { id, workflow: earlier, release } = await startedPastASlowStart();
  await client.cancel(id);
  release();
  await client.settled(id);
  const releaseNext = hold(id);
  await client.start(id);
  await until(async () => (await recordOf(id)).exported > 0);
  const later = await runs.describe(id);
  expect(later!.firstExecutionRunId).not.toBe(earlier.firstExecutionRunId);
  await runs.terminate(id, earlier);
  expect(await runs.describe(id)).toEqual(later);
  releaseNext();
  expect(await client.settled(id)).toMatchObject({ status: 'success', attempt: 3 });
});

test.each(['PAUSED', 'CONTINUED_AS_NEW', 'RUNNING', 'SOMETHING_NEW'])(
  'a workflow that Temporal calls %s settles nothing',
  async (status) => {
    const id = await draft();
    const begun = await startInRecordAlone(id, 'run-1');
    if (begun === null || begun === 'taken') throw new Error('not started');
    const record = { ...begun.started, last_updated_at: new Date(0) };
    const described = { ...runs, describe: () => Promise.resolve({ status, run: 'run-1', firstExecutionRunId: 'x' }) };
    expect(await settleIfEnded(record, { exports: stores.exports, runs: described as typeof runs })).toBeNull();
    expect((await recordOf(id)).status).toBe('in_progress');
    await client.cancel(id);
  },
);
