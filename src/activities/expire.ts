import { openFolder } from '../exports/folder';
import { daysAgo } from '../model/time';
import { aboutRun } from '../stores/audit';
import type { ExportSummary } from '../stores/export-record';
import type { ActivityDeps } from './deps';

/**
 * Deletes what is stored of exports that ended longer ago than their retention, whatever they left, and marks their
 * records. Answers how many. What can't be deleted keeps no other from it: its error is thrown once all have been tried.
 */
export function createExpire({ exports, objects, audit, logger, limits }: ActivityDeps) {
  async function expireOne(record: ExportSummary): Promise<boolean> {
    // The list of records may be minutes old, and a failed export may have been started again since.
    const removed = await openFolder(objects, record).removeIf(() => exports.hasStayedEnded(record));
    if (removed === null || !(await exports.markExpired(record)) || removed === 0) return false;
    logger.info({ exportId: record._id }, 'export expired');
    await audit.append({ ...aboutRun(record), action: 'export.expired', result: 'ok', error: null });
    return true;
  }

  return async (_input: undefined, signal: AbortSignal): Promise<{ expired: number }> => {
    let expired = 0;
    let failure: Error | null = null;
    for await (const record of exports.endedBefore(daysAgo(limits.retentionDays))) {
      signal.throwIfAborted();
      try {
        if (await expireOne(record)) expired += 1;
      } catch (error) {
        failure ??= error as Error;
        logger.warn({ exportId: record._id, err: error }, 'an export could not be expired');
      }
    }
    if (failure) throw failure;
    return { expired };
  };
}
