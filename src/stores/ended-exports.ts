import { aboutRun } from './audit';
import { exportEvent } from './export-event';
import { fewAtATime, type OpenExports } from './export-collection';
import type { ExportRecord, ExportSummary } from './export-record';
import type { Outbox } from './outbox';

/** The exports that have ended, for retention. */
export function createEndedExports({ exports, readEach }: OpenExports, outbox: Outbox<ExportRecord>) {
  return {
    /** The records with something stored that ended before `limit`, for retention. */
    endedBefore: (limit: Date): AsyncIterable<ExportSummary> =>
      readEach(
        exports.find(
          {
            status: { $in: ['success', 'failure', 'stopped'] },
            attempt: { $gt: 0 },
            completed_at: { $lt: limit },
            expired_at: null,
          },
          fewAtATime,
        ),
      ),

    /** Whether a record that had ended, and not expired, was not started again since it was read. */
    hasStayedEnded: async ({ _id, status, run }: Pick<ExportSummary, '_id' | 'status' | 'run'>): Promise<boolean> =>
      (await exports.countDocuments({ _id, status, run, expired_at: null })) === 1,

    /**
     * Marks a record whose objects are gone, and notes that in the audit trail; a failed one begins anew once it is
     * started again. False where it has been started since it was read.
     */
    async markExpired(record: ExportSummary, { wasThere }: { wasThere: boolean }): Promise<boolean> {
      const { _id, status, run } = record;
      const now = new Date();
      const nothingLeft = status === 'failure' ? { exported: 0, bytes: 0 } : {};
      const marked = { expired_at: now, plan: null, ...nothingLeft };
      const ended = { _id, status, run, expired_at: null };
      if (!wasThere) return (await exports.updateOne(ended, { $set: marked })).modifiedCount === 1;
      const entry = { at: now, ...aboutRun(record), action: 'export.expired', result: 'ok', error: null } as const;
      const event = exportEvent('export.expired', { ...record, ...marked });
      return (await outbox.change(ended, { $set: marked }, { entry, event })) !== null;
    },
  };
}
