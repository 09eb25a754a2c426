import {
  ActivityCancellationType,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  defineQuery,
  deprecatePatch,
  isCancellation,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities';
import {
  type ComposedFile,
  type ExportLogsInput,
  type ExportProgress,
  type Outcome,
  PROGRESS_QUERY,
  type RunRef,
  batchQueueOf,
} from '../contract/workflow';
import { describeFailure, faultOf, named } from './failures';
import { showOutcome, showProgress } from './for-operators';
import { retryWithin } from './retries';

export const progressQuery = defineQuery<ExportProgress>(PROGRESS_QUERY);

const cancelled = () => new CancelledFailure('The export was cancelled.');

/** How often parts that are missing from the bucket are rewritten before the export fails. */
const MAX_ROUNDS = 3;

const { finish } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '20 seconds',
  retry: { maximumInterval: '30 seconds' },
  summary: 'Settle the record',
});

const { discardParts } = proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '20 seconds',
  // The client that cancelled waits for this, so slow deletions are left for after the record is settled.
  retry: { maximumAttempts: 5, maximumInterval: '10 seconds' },
  summary: 'Delete what was written',
});

const { discardLeftovers } = proxyActivities<Activities>({
  scheduleToCloseTimeout: '1 day',
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { maximumInterval: '5 minutes' },
  summary: 'Delete what could not be deleted before',
});

/**
 * One run of an export: plan, write the batches, compose the file, settle the record. `finish` runs on every path; the
 * workflow then closes as its record says: completed, failed or cancelled.
 */
export async function exportLogs(input: ExportLogsInput): Promise<void> {
  const { batchesAtOnce, retryBudgetSeconds, ...run } = input;
  const progress: ExportProgress = {
    phase: 'planning',
    exported: 0,
    total: null,
    bytes: 0,
    batches: { done: 0, total: 0 },
  };
  setHandler(progressQuery, () => progress);

  const settle = async (outcome: Outcome) => {
    await CancellationScope.nonCancellable(() => finish({ ...run, outcome }));
    progress.phase = 'finished';
    showOutcome(progress, outcome);
  };

  let file: ComposedFile | 'continued';
  try {
    file = await produceFile({ run, batchesAtOnce, retryBudgetSeconds, progress });
  } catch (thrown) {
    const error = named(thrown);
    // A cancelled step may end with another fault, such as the death of its worker.
    if (isCancellation(error) || CancellationScope.current().consideredCancelled) {
      await CancellationScope.nonCancellable(() => stop(run, settle));
      throw isCancellation(error) ? error : cancelled();
    }
    const failure = describeFailure(error, retryBudgetSeconds);
    await settle(failure);
    const { error: message, errorCode: type } = failure;
    throw ApplicationFailure.create({ message, type, nonRetryable: true, cause: error });
  }
  if (file === 'continued') return continueAsNew<typeof exportLogs>(input);
  await settle({ status: 'success', file, exported: progress.exported });
}

/** Deletes what was written and settles the record, even if the bucket refuses; then retries the deletions for a day. */
async function stop(run: RunRef, settle: (outcome: Outcome) => Promise<void>): Promise<void> {
  const isClean = await succeeds(discardParts(run));
  await settle({ status: 'stopped' });
  if (isClean) return;
  // Histories of 0.1.0 hold the marker of this patch: without the call they would not replay.
  deprecatePatch('discard-leftovers');
  await succeeds(discardLeftovers(run));
}

const succeeds = (step: Promise<void>): Promise<boolean> =>
  step.then(
    () => true,
    (error: unknown) => {
      named(error);
      return false;
    },
  );

interface Work {
  run: RunRef;
  batchesAtOnce: number;
  retryBudgetSeconds: number;
  progress: ExportProgress;
}

/** Returns 'continued' once the history has grown long: a new run then plans the rest. */
async function produceFile({
  run,
  batchesAtOnce,
  retryBudgetSeconds,
  progress,
}: Work): Promise<ComposedFile | 'continued'> {
  const { plan, writeBatch, composeFile } = proxyActivities<Activities>({
    startToCloseTimeout: '1 hour',
    heartbeatTimeout: '20 seconds',
    retry: retryWithin(retryBudgetSeconds),
    // An upload of a cancelled step may still land, so objects are deleted only after the step has ended.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });

  for (let round = 1; ; round += 1) {
    progress.phase = 'planning';
    const planned = await plan.executeWithOptions({ summary: 'Count the logs and cut them into batches' }, [run]);
    const { todo, total, batches, exported, bytes, isShort } = planned;
    const ownQueue = workflowInfo().taskQueue;
    const taskQueue = isShort ? ownQueue : batchQueueOf(ownQueue);
    Object.assign(progress, { phase: 'writing', total, exported, bytes });
    progress.batches = { done: batches - todo.length, total: batches };
    showProgress(progress);

    let skipped = 0;
    await inParallel(todo, batchesAtOnce, async (index) => {
      const summary = `Batch ${index + 1} of ${batches}`;
      const written = await writeBatch.executeWithOptions({ summary, taskQueue }, [{ ...run, index }]);
      progress.exported += written.rows;
      skipped += written.skipped ?? 0;
      // More where logs arrived after the plan.
      progress.total = Math.max(total - skipped, progress.exported);
      progress.bytes += written.bytes;
      progress.batches.done += 1;
      showProgress(progress);
    });
    if (progress.batches.done < batches) {
      // A cancellation that came with the last batch would be lost in the continued workflow.
      if (CancellationScope.current().consideredCancelled) throw cancelled();
      return 'continued';
    }

    progress.phase = 'composing';
    showProgress(progress);
    try {
      return await composeFile.executeWithOptions({ summary: `Compose ${batches} batches to the file` }, [run]);
    } catch (error) {
      if (faultOf(named(error))?.type !== 'parts_lost' || round === MAX_ROUNDS) throw error;
    }
  }
}

/**
 * Works on the items in order, `atOnce` at a time. Takes no new one once an item has failed, the run was cancelled or the
 * history has grown long. It waits for running items, so that their work counts, before it throws the first failure.
 */
async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failed = false;
  const lane = async () => {
    while (!failed && !workflowInfo().continueAsNewSuggested) {
      const next = queue.next();
      if (next.done) return;
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: atOnce }, lane));
  const failure = lanes.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}
