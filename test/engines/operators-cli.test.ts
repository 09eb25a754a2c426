/** What operators do to exports with Temporal's own command line, and that the records tell the truth after it. */
import { randomUUID } from 'node:crypto';
import { RECONCILE_WORKFLOW, workflowIdOf } from '../../src/contract/workflow';
import type { ExportRecord } from '../../src/stores/export-record';
import { scheduleIdsOf } from '../../src/temporal/setup';
import { type GcsProxy, startGcsProxy } from '../support/gcs-proxy';
import { startHeldExport } from '../support/held-export';
import { insertLogs, linesOf, logDocuments } from '../support/log-documents';
import { recordsIn } from '../support/records';
import { startStack, type Stack } from '../support/stack';
import { temporalCli } from '../support/temporal-cli';
import { until } from '../support/waiting';

const documents = logDocuments(30);
let stack: Stack;
let proxy: GcsProxy;
let temporal: ReturnType<typeof temporalCli>;
beforeAll(async () => {
  proxy = await startGcsProxy();
  const variables = {
    ...{ EXPORT_MAX_LOGS: '1000', EXPORT_BATCH_LOGS: '10', EXPORT_BATCHES_AT_ONCE: '1' },
    GCS_API_ENDPOINT: proxy.endpoint,
  };
  stack = await startStack({ variables });
  temporal = temporalCli(stack.config);
  await insertLogs(stack, documents);
});
afterAll(async () => {
  await stack.stop();
  await proxy.stop();
});
afterEach(() => proxy.meddle(() => undefined));

type Held = Awaited<ReturnType<typeof startHeldExport>>;
const held = () => startHeldExport(stack, proxy);
const recordOf = async (id: string) => (await recordsIn(stack).findOne({ _id: id }))!;

/** Looks at the record alone, as nobody asks the API: the reconciler has to settle it. */
const untilSettled = (id: string) => until(async () => (await recordOf(id)).status !== 'in_progress');

async function expectToGoOn({ client, id, release }: Pick<Held, 'client' | 'id' | 'release'>): Promise<void> {
  release();
  expect((await client.start(id)).status).toBe(200);
  expect(await client.settled(id)).toMatchObject({ status: 'success', attempt: 2 });
  expect((await client.download(id)).toString()).toBe(linesOf(documents));
}

/** What an operator does to a workflow that runs, and what the record says of it. */
const deeds = [
  {
    do: (id: string) => temporal('workflow', 'terminate', '--workflow-id', workflowIdOf(id), '--reason', 'maintenance'),
    code: 'workflow_terminated',
    says: 'An operator terminated the workflow in Temporal.',
  },
  {
    do: (id: string) => temporal('workflow', 'delete', '--workflow-id', workflowIdOf(id)),
    code: 'workflow_lost',
    says: 'Temporal knows no workflow for this start.',
  },
  { do: runAgainWithDeadline, code: 'workflow_timed_out', says: 'The workflow timed out in Temporal.' },
];

async function runAgainWithDeadline(id: string): Promise<string> {
  const { run } = await recordOf(id);
  const input = { exportId: id, run, batchesAtOnce: 1, retryBudgetSeconds: 60 };
  return temporal(
    ...['workflow', 'start', '--workflow-id', workflowIdOf(id), '--type', 'exportLogs'],
    ...['--task-queue', stack.config.TEMPORAL_TASK_QUEUE, '--id-conflict-policy', 'TerminateExisting'],
    ...['--input', JSON.stringify(input), '--memo', `run=${JSON.stringify(run)}`, '--execution-timeout', '2s'],
  );
}

test('terminated, deleted with its history, out of time: the reconciler alone has the record say so, and Start Again goes on', async () => {
  const exports = [];
  for (const deed of deeds) exports.push({ deed, ...(await held()) });
  for (const { deed, id } of exports) await deed.do(id);
  for (const { deed, id, ...rest } of exports) {
    await untilSettled(id);
    const error = `${deed.says} Start the export again: it resumes where it stopped.`;
    expect(await recordOf(id)).toMatchObject({ status: 'failure', error_code: deed.code, error, exported: 10 });
    await expectToGoOn({ id, ...rest });
  }
});

test('cancel: the export is stopped, as by its own button', async () => {
  const { client, id, release } = await held();
  await temporal('workflow', 'cancel', '--workflow-id', workflowIdOf(id));
  release();
  await untilSettled(id);
  expect(await client.read(id)).toMatchObject({ status: 'stopped', error: null, progress: { exported: 0 } });
});

test('reset while it runs: the new execution takes the run over and ends it', async () => {
  const { client, id, release } = await held();
  const target = ['--workflow-id', workflowIdOf(id), '--type', 'FirstWorkflowTask', '--reason', 'stuck'];
  await temporal('workflow', 'reset', ...target);
  release();
  expect(await client.settled(id)).toMatchObject({ status: 'success', attempt: 1, progress: { exported: 30 } });
  expect((await client.download(id)).toString()).toBe(linesOf(documents));
});

test('reset after the end: the new execution finds nothing to do, and the record and file stay', async () => {
  const { client, id, release, handle } = await held();
  release();
  await client.settled(id);
  await handle.result();
  const before = await recordOf(id);
  const target = ['--workflow-id', workflowIdOf(id), '--type', 'FirstWorkflowTask', '--reason', 'curious'];
  await temporal('workflow', 'reset', ...target);
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'export_changed' } });
  expect(await recordOf(id)).toEqual(before);
  expect((await client.download(id)).toString()).toBe(linesOf(documents));
});

const lost = { status: 'failure', error_code: 'workflow_lost' } as const;

/** Records of runs of which Temporal knows nothing; the API died before it told Temporal, or they `hadBegun`. */
async function orphans(count: number, { hadBegun }: { hadBegun: boolean }): Promise<string[]> {
  const client = await stack.client();
  const ids = await Promise.all(
    Array.from({ length: count }, () => client.create({ filters: {}, requested_data: ['id'] })),
  );
  const started_at = new Date(Date.now() - 60_000);
  const last_updated_at = hadBegun ? new Date(Date.now() - 30_000) : started_at;
  for (const id of ids) {
    const facts: Partial<ExportRecord> = { status: 'in_progress', run: randomUUID(), attempt: 1, started_by: 'key-1' };
    await recordsIn(stack).updateOne({ _id: id }, { $set: { ...facts, started_at, last_updated_at } });
  }
  return ids;
}

const executionsOf = async (id: string) => {
  const listed = await temporal(
    'workflow',
    'list',
    '--query',
    `WorkflowId = "${workflowIdOf(id)}"`,
    '--output',
    'json',
  );
  return JSON.parse(listed || '[]') as unknown[];
};

test('several reconcilers at once, on two workers: each lost run is settled once, each that never began is started once', async () => {
  const second = await stack.startWorker();
  const forgotten = await orphans(4, { hadBegun: true });
  const unstarted = await orphans(4, { hadBegun: false });
  const options = { taskQueue: stack.config.TEMPORAL_TASK_QUEUE, args: [] };
  await Promise.all(
    Array.from({ length: 6 }, () =>
      stack.temporal.workflow.execute(RECONCILE_WORKFLOW, { ...options, workflowId: `reconcile-${randomUUID()}` }),
    ),
  );
  for (const id of forgotten) expect(await recordOf(id)).toMatchObject(lost);
  for (const id of unstarted) {
    await untilSettled(id);
    expect(await recordOf(id)).toMatchObject({ status: 'success', attempt: 1 });
    await until(async () => (await executionsOf(id)).length > 0);
    expect(await executionsOf(id)).toHaveLength(1);
  }
  const audit = stack.mongo.db(stack.config.MONGO_DATABASE).collection('audit');
  expect(await audit.countDocuments({ action: 'export.failed', target_id: { $in: forgotten } })).toBe(4);
  expect(await audit.countDocuments({ action: 'export.succeeded', target_id: { $in: unstarted } })).toBe(4);
  await second.stop();
});

test('all histories and the Schedules are deleted: the next workers make the Schedules, and settle what ran', async () => {
  const finished = await held();
  finished.release();
  await finished.client.settled(finished.id);
  const running = await held();
  const schedules = scheduleIdsOf(stack.config.TEMPORAL_TASK_QUEUE);
  for (const id of schedules) await temporal('schedule', 'delete', '--schedule-id', id);
  const query = `TaskQueue = "${stack.config.TEMPORAL_TASK_QUEUE}"`;
  // What a query finds lags a little behind.
  await until(async () => (await temporal('workflow', 'list', '--query', query)).includes(workflowIdOf(running.id)));
  await temporal('workflow', 'delete', '--query', query, '--yes', '--reason', 'clean up');
  await until(async () => (await temporal('workflow', 'list', '--query', query)).trim() === '');

  const workers = await Promise.all([stack.startWorker(), stack.startWorker()]);
  await untilSettled(running.id);
  expect(await recordOf(running.id)).toMatchObject(lost);
  expect(await recordOf(finished.id)).toMatchObject({ status: 'success' });
  for (const id of schedules) expect(await temporal('schedule', 'describe', '--schedule-id', id)).toContain(id);
  await expectToGoOn(running);
  for (const worker of workers) await worker.stop();
});
