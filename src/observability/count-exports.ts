import type { ExportStore } from '../stores/exports';
import { NO_REASON } from './catalogue';
import type { Metrics } from './metrics';

/** The store, with what runs write to it counted: there is no other place where a part is recorded, or a run settled. */
export function countExports(
  exports: ExportStore,
  metrics: Pick<Metrics, 'exportsEnded' | 'rowsWritten' | 'bytesWritten'>,
): ExportStore {
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

    async settle(ref, outcome) {
      const settled = await exports.settle(ref, outcome);
      const reason = outcome.status === 'failure' ? outcome.errorCode : NO_REASON;
      if (settled) metrics.exportsEnded.inc({ status: outcome.status, reason });
      return settled;
    },
  };
}
