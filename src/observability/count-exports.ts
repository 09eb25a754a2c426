import type { AuditEntry } from '../stores/audit';
import type { ExportStore } from '../stores/exports';
import { NO_REASON } from './catalogue';
import type { Metrics } from './metrics';

/** Wraps the store and counts the parts recorded in it. */
export function countParts(exports: ExportStore, metrics: Pick<Metrics, 'rowsWritten' | 'bytesWritten'>): ExportStore {
  return {
    ...exports,

    async recordParts(ref, index, written) {
      const recorded = await exports.recordParts(ref, index, written);
      if (recorded) {
        for (const { rows, bytes } of written.parts) {
          metrics.rowsWritten.inc(rows);
          metrics.bytesWritten.inc(bytes);
        }
      }
      return recorded;
    },
  };
}

const statusOfEnding: Partial<Record<AuditEntry['action'], string>> = {
  'export.succeeded': 'success',
  'export.failed': 'failure',
  'export.stopped': 'stopped',
};

/** Counts finished runs by their entries in the audit trail. */
export const countEndings =
  (metrics: Pick<Metrics, 'exportsEnded'>) =>
  ({ action, result }: Pick<AuditEntry, 'action' | 'result'>): void => {
    const status = statusOfEnding[action];
    if (status) metrics.exportsEnded.inc({ status, reason: status === 'failure' ? result : NO_REASON });
  };
