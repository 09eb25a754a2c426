import { openFolder } from '../exports/folder';
import { daysAgo } from '../model/time';
import type { ExportSummary } from '../stores/export-record';
import type { ActivityDeps } from './deps';
import { eachAlone } from './each-alone';

/**
 * Deletes the objects of exports whose retention is over, and marks their records. Returns the number of exports. One
 * that fails does not stop the others: the first error is thrown at the end.
 */
export function createExpire({ exports, objects, logger, limits }: ActivityDeps) {
  async function expireOne(record: ExportSummary): Promise<boolean> {
    // A failed export may have been started again since the list was read.
    const removed = await openFolder(objects, record).removeIf(() => exports.hasStayedEnded(record));
    if (removed === null) return false;
    const wasThere = removed > 0;
    if (!(await exports.markExpired(record, { wasThere })) || !wasThere) return false;
    logger.info({ exportId: record._id }, 'export expired');
    return true;
  }

  return async (_input: undefined, signal: AbortSignal): Promise<{ expired: number }> => {
    let expired = 0;
    const ended = exports.endedBefore(daysAgo(limits.retentionDays));
    const expireEach = async (record: ExportSummary) => {
      if (await expireOne(record)) expired += 1;
    };
    const failure = await eachAlone(ended, expireEach, { signal, logger, failed: 'an export could not be expired' });
    if (failure) throw failure;
    return { expired };
  };
}
