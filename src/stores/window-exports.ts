import type { Collection, Filter, IndexDescription } from 'mongodb';
import type { Locate } from '../model/location';
import type { Status } from '../model/statuses';
import { recordsOf, type Tenant } from '../model/tenant';
import type { Window } from '../model/windows';
import { asCurrent } from './earlier-records';
import { withoutPlan } from './export-collection';
import type { ExportRecord, ExportSummary } from './export-record';

/** In the order of a schedule's list. */
export const windowIndex: IndexDescription = {
  key: { schedule_id: 1, 'window.start': -1, revision: -1, 'window.part': -1 },
  sparse: true,
};

/** The exports of the windows of schedules. */
export function createWindowExports(exports: Collection<ExportRecord>, locate: Locate) {
  const of = (tenant: Tenant, clause: Filter<ExportRecord>) => recordsOf<ExportRecord>(tenant, clause);

  return {
    /** The exports of one window of a schedule: of every revision, each with its parts in order. */
    async find(tenant: Tenant, scheduleId: string, { start, end }: Window): Promise<ExportSummary[]> {
      const ofWindow = { schedule_id: scheduleId, 'window.start': start, 'window.end': end };
      const found = exports.find(of(tenant, ofWindow), withoutPlan).sort({ revision: 1, 'window.part': 1 });
      return (await found.toArray()).map((record): ExportSummary => asCurrent(record, locate));
    },

    /** Whether a schedule has an export of a window that shares a time with this one. */
    async overlaps(tenant: Tenant, scheduleId: string, { start, end }: Window): Promise<boolean> {
      const shared = { schedule_id: scheduleId, 'window.start': { $lt: end }, 'window.end': { $gt: start } };
      return (await exports.countDocuments(of(tenant, shared), { limit: 1 })) > 0;
    },

    /** How exports of these ids stand; one that was deleted is not in it. */
    async statusesOf(tenant: Tenant, ids: readonly string[]): Promise<Map<string, Status>> {
      const found = exports.find(of(tenant, { _id: { $in: [...ids] } }), { projection: { status: 1 } });
      return new Map((await found.toArray()).map(({ _id, status }) => [_id, status]));
    },

    /** Since when schedules have had an export that failed, of those of these ids that have. */
    async failingSince(tenant: Tenant, scheduleIds: readonly string[]): Promise<Map<string, Date>> {
      const failed = { schedule_id: { $in: [...scheduleIds] }, status: 'failure' } as const;
      const found = await exports
        .find(of(tenant, failed), { projection: { schedule_id: 1, completed_at: 1 } })
        .toArray();
      const since = new Map<string, Date>();
      for (const { schedule_id, completed_at } of found) {
        const earliest = since.get(schedule_id!);
        if (completed_at && (!earliest || completed_at < earliest)) since.set(schedule_id!, completed_at);
      }
      return since;
    },

    /** Whether a schedule has an export that failed besides these. */
    async hasFailedBeside(tenant: Tenant, scheduleId: string, ids: readonly string[]): Promise<boolean> {
      const failed = { schedule_id: scheduleId, status: 'failure', _id: { $nin: [...ids] } } as const;
      return (await exports.countDocuments(of(tenant, failed), { limit: 1 })) > 0;
    },

    /** How many exports of any schedule stand as failed. */
    countFailed: (): Promise<number> => exports.countDocuments({ status: 'failure', schedule_id: { $exists: true } }),

    /** Notes that a later revision of the same window has taken the export's place. */
    async supersede(tenant: Tenant, id: string, by: string): Promise<void> {
      await exports.updateOne(of(tenant, { _id: id }), { $set: { superseded_by: by, last_updated_at: new Date() } });
    },
  };
}
