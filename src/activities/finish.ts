import type { FinishInput } from '../contract/workflow';
import type { ActivityDeps } from './deps';

/** Settles the record, in one conditional write: the only place where a run says how it ended. */
export function createFinish({ exports, logger }: ActivityDeps) {
  return async ({ outcome, ...ref }: FinishInput): Promise<void> => {
    const settled = await exports.settle(ref, outcome);
    logger.info({ exportId: ref.exportId, status: outcome.status, settled }, 'export finished');
  };
}
