import { SETTLE_AFTER_MS, settleIfEnded } from '../exports/settle';
import type { ExportSummary } from '../stores/export-record';
import type { ActivityDeps } from './deps';
import { eachAlone } from './each-alone';

/**
 * Settles every record that is `in_progress` without a running workflow, and delivers what is left in outboxes. Returns
 * the number of settled records.
 */
export function createReconcile({ exports, runs, logger, metrics }: ActivityDeps) {
  return async (_input: undefined, signal: AbortSignal): Promise<{ settled: number }> => {
    const since = new Date(Date.now() - SETTLE_AFTER_MS);
    let settled = 0;
    const settle = async (record: ExportSummary) => {
      const outcome = await settleIfEnded(record, { exports, runs });
      if (!outcome) return;
      settled += 1;
      metrics.reconcilerFindings.inc({ reason: outcome.errorCode });
      logger.warn({ exportId: record._id, errorCode: outcome.errorCode }, 'reconciler settled an export');
    };
    const unsettled = await eachAlone(exports.inProgress(since), settle, {
      ...{ signal, logger, failed: 'an export could not be settled' },
    });
    const undelivered = await eachAlone(exports.undelivered(since), exports.deliverRest, {
      ...{ signal, logger, failed: 'the outbox of an export could not be delivered' },
    });
    const failure = unsettled ?? undelivered;
    if (failure) throw failure;
    return { settled };
  };
}
