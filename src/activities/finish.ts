import type { FinishInput, Outcome } from '../contract/workflow';
import { isFaultCode } from '../model/errors';
import { withVersion } from '../stores/earlier-records';
import type { ActivityDeps } from './deps';

/** Failures that Temporal itself makes have types that are no codes of the contract. */
function inContract(outcome: Outcome): Outcome {
  if (outcome.status !== 'failure' || isFaultCode(outcome.errorCode)) return outcome;
  return { ...outcome, errorCode: 'retries_exhausted' };
}

/** A worker of 0.1.0 may have composed the file before this one took over. */
const ofToday = (outcome: Outcome): Outcome =>
  outcome.status === 'success' ? { ...outcome, file: withVersion(outcome.file) } : outcome;

/** Settles the record in one conditional write: the only place where a run records its outcome. */
export function createFinish({ exports, logger }: ActivityDeps) {
  return async ({ outcome, ...ref }: FinishInput): Promise<void> => {
    const settled = await exports.settle(ref, ofToday(inContract(outcome)));
    logger.info({ exportId: ref.exportId, status: outcome.status, settled }, 'export finished');
  };
}
