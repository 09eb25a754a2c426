import { ActivityFailure, ApplicationFailure, TemporalFailure, TimeoutFailure } from '@temporalio/workflow';
import type { Outcome } from '../contract/workflow';

type Failure = Extract<Outcome, { status: 'failure' }>;

const RESUMES = 'Start the export again: it resumes where it stopped.';

/**
 * Returns a failure that has a name: of an activity, or a cancellation. Any other error is a bug in workflow code. It is
 * thrown and fails the workflow task, which Temporal retries until a worker with a fix comes.
 */
export function named(error: unknown): TemporalFailure {
  if (error instanceof TemporalFailure) return error;
  throw error;
}

/** The application failure that caused an activity's failure, if there is one. */
export function faultOf(error: TemporalFailure): ApplicationFailure | null {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? cause : null;
}

/** Why an export failed, as its record will say. */
export function describeFailure(error: TemporalFailure, budgetSeconds: number): Failure {
  const fault = faultOf(error);
  if (fault?.nonRetryable) {
    return { status: 'failure', errorCode: fault.type ?? 'workflow_failed', error: fault.message };
  }
  const minutes = Math.max(1, Math.round(budgetSeconds / 60));
  if (fault) {
    const error_ = `${fault.message} It was retried for about ${minutes} min. ${RESUMES}`;
    return { status: 'failure', errorCode: fault.type ?? 'retries_exhausted', error: error_ };
  }
  if (error instanceof ActivityFailure && error.cause instanceof TimeoutFailure) {
    const error_ = `No worker finished a step of the export within about ${minutes} min. ${RESUMES}`;
    return { status: 'failure', errorCode: 'retries_exhausted', error: error_ };
  }
  return { status: 'failure', errorCode: 'workflow_failed', error: `The export failed unexpectedly. ${RESUMES}` };
}
