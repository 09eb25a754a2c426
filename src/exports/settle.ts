import type { Outcome } from '../contract/workflow';
import type { FaultCode } from '../model/errors';
import { type ExportSummary, hasNotBegun } from '../stores/export-record';
import type { ExportStore } from '../stores/exports';
import type { WorkflowStatus } from '../temporal/runs';
import { type Starting, startRun } from './start-run';

/** Temporal is asked about a run only once it has been quiet for this long. */
export const SETTLE_AFTER_MS = 10_000;

type Failure = Extract<Outcome, { status: 'failure' }> & { errorCode: FaultCode };

const failure = (errorCode: FaultCode, what: string): Failure => ({
  status: 'failure',
  errorCode,
  error: `${what} Start the export again: it resumes where it stopped.`,
});

const ends: Readonly<Partial<Record<WorkflowStatus, Failure>>> = {
  TERMINATED: failure('workflow_terminated', 'An operator terminated the workflow in Temporal.'),
  TIMED_OUT: failure('workflow_timed_out', 'The workflow timed out in Temporal.'),
  FAILED: failure('workflow_failed', 'The workflow failed in Temporal before it could say why.'),
  CANCELLED: failure('workflow_failed', 'The workflow was cancelled in Temporal before it could clean up.'),
  COMPLETED: failure('workflow_lost', 'The workflow ended in Temporal without a result for this start.'),
};
const lost = failure('workflow_lost', 'Temporal knows no workflow for this start.');

/**
 * Settles a record that is `in_progress` while Temporal runs no workflow for it, because that was terminated, timed out or
 * lost. A run that was never started, because the API died on the way, is started now, since its client may have been
 * told so. Returns the outcome, or null if there was nothing to settle.
 */
export async function settleIfEnded(
  record: ExportSummary,
  { exports, runs }: { exports: ExportStore; runs: Starting['runs'] },
): Promise<Failure | null> {
  const { _id: exportId, run, started_by } = record;
  if (record.status !== 'in_progress' || run === null || started_by === null) return null;
  const workflow = await runs.describe(exportId);
  const isThisRun = workflow?.run === run;
  if (!isThisRun && hasNotBegun(record)) {
    // The record may have been settled since it was read.
    if (await exports.isCurrent({ exportId, run })) await startRun({ ...record, run, started_by }, { exports, runs });
    return null;
  }
  const outcome = workflow && isThisRun ? ends[workflow.status] : lost;
  if (!outcome) return null;
  const settled = await exports.settle({ exportId, run }, outcome);
  return settled ? outcome : null;
}
