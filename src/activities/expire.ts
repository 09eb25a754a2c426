import { exportFolder } from '../model/names';
import { daysAgo } from '../model/time';
import { aboutRun } from '../stores/audit';
import { tenantOf } from '../stores/exports';
import type { ActivityDeps } from './deps';

/**
 * Deletes what is stored of exports that ended longer ago than their retention, files of successful ones and parts of
 * failed ones alike, and marks their records. Answers how many.
 */
export function createExpire({ exports, files, audit, logger, limits }: ActivityDeps) {
  return async (_input: undefined, signal: AbortSignal): Promise<{ expired: number }> => {
    let expired = 0;
    for await (const record of exports.endedBefore(daysAgo(limits.retentionDays))) {
      signal.throwIfAborted();
      await files.remove(`${exportFolder({ id: record._id, tenant: tenantOf(record) })}/`);
      if (!(await exports.markExpired(record))) continue;
      expired += 1;
      logger.info({ exportId: record._id }, 'export expired');
      await audit.append({ ...aboutRun(record), action: 'export.expired', result: 'ok', error: null });
    }
    return { expired };
  };
}
