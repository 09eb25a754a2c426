import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { ExportProgress } from '../../src/contract/workflow';
import { startRun } from '../../src/exports/start-run';
import { BYTES, type FakeWorker, file, ROWS, startFakeWorker } from '../support/fake-worker';
import { gate, until } from '../support/waiting';

let fake: FakeWorker;
beforeAll(async () => {
  fake = await startFakeWorker();
});
afterAll(() => fake.stop());

test.each([
  { batches: 0, atOnce: 2 },
  { batches: 1, atOnce: 4 },
  { batches: 7, atOnce: 1 },
  { batches: 7, atOnce: 3 },
])(
  '$batches batches, $atOnce at once: plan, write each once and in order, compose, settle',
  async ({ batches, atOnce }) => {
    let underWay = 0;
    let most = 0;
    const { calls, closed, handle } = await fake.start(
      {
        writeBatch: async () => {
          most = Math.max(most, (underWay += 1));
          await new Promise((resolve) => setTimeout(resolve, 100));
          underWay -= 1;
          return { rows: ROWS, bytes: BYTES };
        },
      },
      { batches, batchesAtOnce: atOnce },
    );
    expect(await closed()).toBe('COMPLETED');
    const writes = Array.from({ length: batches }, (_, index) => `writeBatch ${index}`);
    expect([...calls].sort()).toEqual(['plan', ...writes, 'composeFile', 'finish success'].sort());
    expect([calls[0], ...calls.slice(-2)]).toEqual(['plan', 'composeFile', 'finish success']);
    if (atOnce === 1) expect(calls.slice(1, -2)).toEqual(writes);
    expect(most).toBe(Math.min(batches, atOnce));
    const done: ExportProgress = {
      phase: 'finished',
      ...{ exported: batches * ROWS, total: batches * ROWS, bytes: batches * BYTES },
      batches: { done: batches, total: batches },
    };
    expect(await handle.query('progress')).toEqual(done);
  },
);

test('Start Again: only what the plan leaves to do is written, and what was there counts', async () => {
  const planned = { total: 50, batches: 5, todo: [1, 4], exported: 30, bytes: 300, isShort: false };
  const { calls, closed, handle } = await fake.start(
    { plan: async () => Promise.resolve(planned) },
    { batchesAtOnce: 1 },
  );
  expect(await closed()).toBe('COMPLETED');
  expect(calls).toEqual(['plan', 'writeBatch 1', 'writeBatch 4', 'composeFile', 'finish success']);
  expect(await handle.query('progress')).toMatchObject({ exported: 50, bytes: 500, batches: { done: 5, total: 5 } });
});

test('the progress query answers at every phase', async () => {
  const planning = gate();
  const writing = gate();
  const composing = gate();
  const { calls, closed, handle } = await fake.start({
    plan: async () => {
      await planning.opened;
      return { total: 20, batches: 2, todo: [0, 1], exported: 0, bytes: 0, isShort: false };
    },
    writeBatch: async ({ index }) => {
      if (index === 1) await writing.opened;
      return { rows: ROWS, bytes: BYTES };
    },
    composeFile: async () => {
      await composing.opened;
      return file;
    },
  });
  const progress = () => handle.query<ExportProgress>('progress');
  await until(() => calls.includes('plan'));
  expect(await progress()).toMatchObject({ phase: 'planning', total: null, exported: 0 });
  planning.open();
  await until(async () => (await progress()).exported === ROWS);
  expect(await progress()).toMatchObject({ phase: 'writing', total: 20, batches: { done: 1, total: 2 } });
  writing.open();
  await until(() => calls.includes('composeFile'));
  expect(await progress()).toMatchObject({ phase: 'composing', exported: 20, bytes: 2 * BYTES });
  composing.open();
  await closed();
  expect(await progress()).toMatchObject({ phase: 'finished', exported: 20 });
});

test('operators see whose export it is and how far it got, and nothing of what it holds', async () => {
  const { closed, handle, exportId, record } = await fake.start();
  await closed();
  const { memo, typedSearchAttributes, staticSummary } = await handle.describe();
  expect(memo).toEqual({ run: record.run });
  const attributes = typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
  expect(Object.fromEntries(attributes.filter(([name]) => name !== 'BuildIds'))).toEqual({
    OrganisationId: 'acme',
    WorkspaceId: 'main',
    ExportStatus: 'success',
    RequestedBy: 'key-1',
  });
  expect(await staticSummary()).toBe(`Export ${exportId.slice(0, 8)} of acme, main: jsonl, attempt 1`);
  const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toBe(
    ['**finished**', '', '- logs: 30 of 30', '- bytes: 300', '- batches: 3 of 3', '- status: success'].join('\n'),
  );
});

test('a second start of an export that runs is refused; one that has just ended may start again', async () => {
  const writing = gate();
  const { calls, closed, record, runs, handle } = await fake.start({
    writeBatch: async () => {
      await writing.opened;
      return { rows: ROWS, bytes: BYTES };
    },
  });
  await until(() => calls.includes('writeBatch 0'));
  const other = { ...record, run: 'another' };
  await expect(
    fake.client.workflow.start('exportLogs', {
      ...{ taskQueue: 'none', workflowId: handle.workflowId, args: [] },
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    }),
  ).rejects.toThrow(WorkflowExecutionAlreadyStartedError);
  expect(await runs.describe(record._id)).toMatchObject({ status: 'RUNNING', run: record.run });
  const again = startRun(other, { exports: { isCurrent: () => Promise.resolve(true) }, runs });
  writing.open();
  await again;
  expect(await runs.describe(record._id)).toMatchObject({ run: 'another' });
  expect(await closed()).toBe('COMPLETED');
  expect(calls.filter((call) => call === 'finish success')).toHaveLength(2);
});

test('a history grown long goes on in a new one, with what was done', async () => {
  // Temporal suggests it at 4,096 events by default: so many batches make more than that.
  const { calls, closed, handle, record, runs } = await fake.start({}, { batches: 1_400, batchesAtOnce: 50 });
  const first = (await handle.describe()).runId;
  expect(await closed()).toBe('COMPLETED');
  const { runId, historyLength } = await handle.describe();
  expect(runId).not.toBe(first);
  expect(historyLength).toBeLessThan(8_000);
  expect(calls.filter((call) => call === 'plan').length).toBeGreaterThan(1);
  expect(calls.filter((call) => call.startsWith('writeBatch')).length).toBe(1_400);
  expect(new Set(calls.filter((call) => call.startsWith('writeBatch'))).size).toBe(1_400);
  expect(calls.filter((call) => call.startsWith('finish'))).toEqual(['finish success']);
  expect(await runs.describe(record._id)).toMatchObject({ status: 'COMPLETED', run: record.run });
});
