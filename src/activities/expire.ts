import { openFolder } from '../exports/folder';
import { daysAgo } from '../model/time';
import type { ExportSummary } from '../stores/export-record';
import type { ActivityDeps } from './deps';
import { eachAlone } from './each-alone';

/**
 * Deletes what is stored of exports that ended longer ago than their retention, whatever they left, and marks their
 * records. Answers how many. What can't be deleted keeps no other from it: its error is thrown once all have been tried.
 */
export function createExpire({ exports, objects, logger, limits }: ActivityDeps) {
  async function expireOne(record: ExportSummary): Promise<boolean> {
    // The list of records may be minutes old, and a failed export may have been started again since.
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
