import type { Collection, Db, Filter, UpdateFilter } from 'mongodb';
import type { ScheduleListQuery } from '../contract/schedules';
import { recordsOf, type Tenant } from '../model/tenant';
import { pageOf } from './page';
import type { Making, Recheck, ScheduleRecord } from './schedule-record';
import { answered, insertOnce } from './writes';

const after = { returnDocument: 'after' } as const;

/** The schedules. What a client may reach goes through {@link recordsOf}; what the service writes is conditional. */
export function createScheduleStore(db: Db) {
  const schedules: Collection<ScheduleRecord> = db.collection('schedules');
  const touched = () => ({ last_updated_at: new Date() });

  /** The window in the making, told by what decides its exports. */
  const isMaking = ({ start, end, revision }: Making): Filter<ScheduleRecord> => ({
    ...{ 'making.start': start, 'making.end': end, 'making.revision': revision },
  });
  const write = async (filter: Filter<ScheduleRecord>, update: UpdateFilter<ScheduleRecord>) =>
    (await schedules.updateOne(filter, update)).matchedCount === 1;

  return {
    insert: (record: ScheduleRecord): Promise<void> => insertOnce(schedules, [record]),

    find: (tenant: Tenant, id: string): Promise<ScheduleRecord | null> =>
      schedules.findOne(recordsOf<ScheduleRecord>(tenant, { _id: id })),

    count: (organisationId: string): Promise<number> => schedules.countDocuments({ organisation_id: organisationId }),

    /** The tenant's schedules, newest first. */
    list: (tenant: Tenant, { workspace_id, ...page }: ScheduleListQuery) =>
      pageOf(schedules, recordsOf<ScheduleRecord>(tenant, workspace_id === undefined ? {} : { workspace_id }), page),

    /** Changes what its owners may change; null where there is no such schedule. */
    change: (tenant: Tenant, id: string, change: Partial<ScheduleRecord>): Promise<ScheduleRecord | null> =>
      answered(() =>
        schedules.findOneAndUpdate(
          recordsOf<ScheduleRecord>(tenant, { _id: id }),
          { $set: { ...change, ...touched() } },
          after,
        ),
      ),

    /** As `change`, where no backfill is under way. */
    beginBackfill: (tenant: Tenant, id: string, backfill: ScheduleRecord['backfill']): Promise<ScheduleRecord | null> =>
      schedules.findOneAndUpdate(
        recordsOf<ScheduleRecord>(tenant, { _id: id, backfill: null }),
        { $set: { backfill, ...touched() } },
        after,
      ),

    delete: (tenant: Tenant, id: string): Promise<boolean> =>
      answered(async (isAgain) => {
        const { deletedCount } = await schedules.deleteOne(recordsOf<ScheduleRecord>(tenant, { _id: id }));
        return deletedCount === 1 || isAgain;
      }),

    /** A schedule of any tenant, for the service itself. */
    findAny: (id: string): Promise<ScheduleRecord | null> => schedules.findOne({ _id: id }),

    /** Every schedule, for the service itself. */
    all: (): AsyncIterable<ScheduleRecord> => schedules.find(),

    /**
     * Begins to make a window: only where no other is in the making, and the schedule still stands as it was when it
     * was read.
     */
    begin: (
      { _id, cursor, backfill, last_updated_at }: ScheduleRecord,
      making: Making,
      moved: Partial<Pick<ScheduleRecord, 'cursor' | 'last' | 'backfill'>>,
      recheck: Recheck | null = null,
    ): Promise<boolean> =>
      write(
        { _id, making: null, last_updated_at, cursor, 'backfill.cursor': backfill?.cursor ?? null },
        { $set: { making, ...moved }, ...(recheck && { $pull: { rechecks: recheck } }) },
      ),

    /** Notes that the exports of the window in the making are there. */
    markMade: (id: string, making: Making): Promise<boolean> =>
      write({ _id: id, ...isMaking(making) }, { $set: { 'making.isMade': true } }),

    /** Ends the making of a window, and has it looked at again if `recheck` says so. */
    end: (id: string, making: Making, recheck: Recheck | null): Promise<boolean> =>
      write(
        { _id: id, ...isMaking(making) },
        { $set: { making: null }, ...(recheck && { $push: { rechecks: recheck } }) },
      ),

    /** Puts off a look at a window, or with null gives it up. */
    putOff: async (id: string, recheck: Recheck, at: Date | null): Promise<void> => {
      if (at) await write({ _id: id }, { $push: { rechecks: { ...recheck, at } } });
      await write({ _id: id }, { $pull: { rechecks: recheck } });
    },

    /** Ends a backfill that has come to its end, or leaves out a window that is there already. */
    moveBackfill: ({ _id, backfill }: ScheduleRecord, moved: ScheduleRecord['backfill']): Promise<boolean> =>
      write({ _id, 'backfill.cursor': backfill?.cursor ?? null, making: null }, { $set: { backfill: moved } }),

    /** Pauses a schedule that may not go on, unless someone was faster. */
    pause: ({ _id, runs_as }: ScheduleRecord, reason: string, at: Date): Promise<boolean> =>
      write({ _id, runs_as, paused: null }, { $set: { paused: { at, reason }, ...touched() } }),

    noteOperatorPause: (id: string, note: string | null): Promise<boolean> =>
      write({ _id: id }, { $set: { operator_pause: note } }),

    ensureIndexes: async (): Promise<void> => {
      await schedules.createIndexes([{ key: { organisation_id: 1, created_at: -1, _id: -1 } }]);
    },
  };
}
export type ScheduleStore = ReturnType<typeof createScheduleStore>;
