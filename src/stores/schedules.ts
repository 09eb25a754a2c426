import type { Collection, Db, Filter, UpdateFilter } from 'mongodb';
import type { ScheduleListQuery } from '../contract/schedules';
import { recordsOf, type Tenant } from '../model/tenant';
import { createOutbox, type Following, type Follows, outboxIndex, undeliveredSince } from './outbox';
import { pageOf } from './page';
import type { Making, Recheck, ScheduleRecord } from './schedule-record';
import { answered, insertOnce } from './writes';

/** How many schedules are in memory at once where all are looked at. */
const PAGE = 500;
const after = { returnDocument: 'after' } as const;

/** The schedules. What a client may reach goes through {@link recordsOf}; what the service writes is conditional. */
export function createScheduleStore(db: Db, follows: Follows) {
  const schedules: Collection<ScheduleRecord> = db.collection('schedules');
  const outbox = createOutbox(schedules, follows);
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

    /** Delivers first what its outbox holds. */
    async delete(tenant: Tenant, schedule: ScheduleRecord): Promise<boolean> {
      await outbox.deliver(schedule);
      return answered(async (isAgain) => {
        const { deletedCount } = await schedules.deleteOne(recordsOf<ScheduleRecord>(tenant, { _id: schedule._id }));
        return deletedCount === 1 || isAgain;
      });
    },

    /** A schedule of any tenant, for the service itself. */
    findAny: (id: string): Promise<ScheduleRecord | null> => schedules.findOne({ _id: id }),

    /** Every schedule, for the service itself. Each page is a query of its own: MongoDB closes a cursor while others' work takes long. */
    async *all(): AsyncGenerator<ScheduleRecord> {
      for (let lastId = ''; ;) {
        const page = await schedules
          .find({ _id: { $gt: lastId } })
          .sort({ _id: 1 })
          .limit(PAGE)
          .toArray();
        yield* page;
        const last = page.at(-1);
        if (!last || page.length < PAGE) return;
        lastId = last._id;
      }
    },

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

    /** Has the exports of the window in the making that have not begun made by the schedule's terms. */
    makeAnew: ({ _id, export: terms }: ScheduleRecord, making: Making): Promise<boolean> =>
      write({ _id, ...isMaking(making) }, { $set: { 'making.export': terms, 'making.isMade': false } }),

    /** Ends the making of a window, has it looked at again if `recheck` says so, and tells what follows from its end. */
    async end(
      id: string,
      making: Making,
      { recheck, following }: { recheck: Recheck | null; following: Following | null },
    ): Promise<void> {
      const made = { ...isMaking(making), _id: id };
      const update: UpdateFilter<ScheduleRecord> = {
        $set: { making: null },
        ...(recheck && { $push: { rechecks: recheck } }),
      };
      await (following ? outbox.change(made, update, following) : write(made, update));
    },

    /** Puts off a look at a window, or with null gives it up. */
    putOff: async (id: string, recheck: Recheck, at: Date | null): Promise<void> => {
      if (at) await write({ _id: id }, { $push: { rechecks: { ...recheck, at } } });
      await write({ _id: id }, { $pull: { rechecks: recheck } });
    },

    /** Ends a backfill that has come to its end, or leaves out a window that is there already. */
    moveBackfill: ({ _id, backfill }: ScheduleRecord, moved: ScheduleRecord['backfill']): Promise<boolean> =>
      write({ _id, 'backfill.cursor': backfill?.cursor ?? null, making: null }, { $set: { backfill: moved } }),

    /** Pauses a schedule, and tells of it; null where someone was faster, or has it run with another key by now. */
    pause: ({ _id, runs_as }: ScheduleRecord, paused: NonNullable<ScheduleRecord['paused']>, following: Following) =>
      outbox.change({ _id, runs_as, paused: null }, { $set: { paused, ...touched() } }, following),

    /** Notes what an operator wrote who paused it, or with null that it is not paused, and tells what follows from that. */
    async noteOperatorPause(
      { _id, operator_pause }: ScheduleRecord,
      note: string | null,
      following: Following | null,
    ): Promise<void> {
      const update = { $set: { operator_pause: note } };
      await (following ? outbox.change({ _id, operator_pause }, update, following) : write({ _id }, update));
    },

    /** The schedules with an outbox that whoever wrote to it did not deliver in time. */
    undelivered: (since: Date): AsyncIterable<ScheduleRecord> => schedules.find(undeliveredSince(since)),

    /** Delivers what is left in a schedule's outbox. */
    deliverRest: (schedule: ScheduleRecord): Promise<void> => outbox.deliver(schedule),

    ensureIndexes: async (): Promise<void> => {
      await schedules.createIndexes([{ key: { organisation_id: 1, created_at: -1, _id: -1 } }, outboxIndex]);
    },
  };
}
export type ScheduleStore = ReturnType<typeof createScheduleStore>;
