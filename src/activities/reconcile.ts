import { SETTLE_AFTER_MS, settleIfEnded } from '../exports/settle';
import type { ActivityDeps } from './deps';

/** Settles every record that says `in_progress` where no workflow runs for it any more. Answers how many it settled. */
export function createReconcile({ exports, runs, logger, metrics }: ActivityDeps) {
  return async (_input: undefined, signal: AbortSignal): Promise<{ settled: number }> => {
    let settled = 0;
    for await (const record of exports.inProgress(new Date(Date.now() - SETTLE_AFTER_MS))) {
      signal.throwIfAborted();
      const outcome = await settleIfEnded(record, { exports, runs });
      if (!outcome) continue;
      settled += 1;
      metrics.reconcilerFindings.inc({ reason: outcome.errorCode });
      logger.warn({ exportId: record._id, errorCode: outcome.errorCode }, 'reconciler settled an export');
    }
    return { settled };
  };
}
