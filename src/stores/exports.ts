import type { Db, Sort } from 'mongodb';
import type { ListQuery } from '../contract/exports';
import type { RunRef } from '../contract/workflow';
import type { Locate, Location } from '../model/location';
import type { Filters } from '../model/filters';
import { moves } from '../model/statuses';
import { recordsOf, type Tenant } from '../model/tenant';
import { pageOf } from './page';
import { UnansweredWrite } from './databases';
import { asCurrent } from './earlier-records';
import { createEndedExports } from './ended-exports';
import { fewAtATime, nothingWritten, ofRun, openExports, withoutPlan } from './export-collection';
import { type ExportChange, type ExportRecord, type ExportSummary, type NewExport, filtersOf } from './export-record';
import { listClause } from './list-clause';
import { createOutbox, type Follows, outboxIndex, undeliveredSince } from './outbox';
import { createRunExports } from './run-exports';
import { slotIndex, takenSlots } from './slots';
import { trigramsOf } from './trigrams';
import { createWindowExports, windowIndex } from './window-exports';
import { answered, insertOnce, isDuplicate } from './writes';

interface Start {
  run: string;
  by: string;
  slot: number;
  location: Location;
}

const describedAs = (description: string | null) => ({
  description,
  description_trigrams: description === null ? [] : trigramsOf(description),
});

/** The export records. What a client may reach goes through {@link recordsOf}; what a run writes is conditional on that run. */
export function createExportStore(db: Db, locate: Locate, follows: Follows) {
  const opened = openExports(db, locate);
  const { exports, read, readEach, writeAsRun } = opened;
  const outbox = createOutbox(exports, follows, withoutPlan);

  return {
    /** Those of the windows of schedules. */
    windows: createWindowExports(exports, locate),
    ...createRunExports(opened, outbox),
    ...createEndedExports(opened, outbox),

    /** Where there is an export of this id already, it stays as it is. */
    async insert(created: NewExport): Promise<void> {
      const now = new Date();
      const record: ExportRecord = {
        _id: created.id,
        organisation_id: created.tenant.organisationId,
        workspace_id: created.tenant.workspaceId,
        filters: JSON.stringify(created.filters),
        requested_data: created.requested_data,
        format: created.format,
        compression: created.compression,
        csv_formulas: created.csv_formulas,
        ...describedAs(created.description),
        relative_range: created.relative_range ?? null,
        status: 'draft',
        run: null,
        slot: null,
        attempt: 0,
        total_records: created.total_records,
        total_records_is_minimum: created.total_records_is_minimum,
        total: created.total,
        truncated: created.truncated,
        exported: 0,
        bytes: 0,
        error: null,
        error_code: null,
        data_cutoff_at: null,
        created_at: now,
        last_updated_at: now,
        started_at: null,
        completed_at: null,
        created_by: created.createdBy.id,
        created_by_user: created.createdBy.user,
        started_by: null,
        location: created.location ?? null,
        file: null,
        facts: null,
        expired_at: null,
        plan: null,
        ...created.ofSchedule,
      };
      await insertOnce(exports, [record]);
    },

    find: (tenant: Tenant, id: string): Promise<ExportSummary | null> =>
      read(exports.findOne(recordsOf<ExportRecord>(tenant, { _id: id }), withoutPlan)),

    async list(tenant: Tenant, query: ListQuery) {
      const { order, schedule_id } = query;
      const filter = recordsOf<ExportRecord>(tenant, listClause(query));
      const direction = order === 'oldest' ? 1 : -1;
      const sort: Sort =
        schedule_id === undefined
          ? { created_at: direction, _id: direction }
          : { 'window.start': direction, revision: direction, 'window.part': direction };
      const { records, ...counted } = await pageOf(exports, filter, query, { ...withoutPlan, sort });
      return { ...counted, records: records.map((record): ExportSummary => asCurrent(record, locate)) };
    },

    /** The slots that the running exports of an organisation hold. */
    takenSlots: (organisationId: string): Promise<number[]> => takenSlots(exports, organisationId),

    /** The workspaces that the tenant's exports are of, and the keys and people that made them. */
    async origins(tenant: Tenant): Promise<{ workspaces: string[]; creators: string[]; people: string[] }> {
      const own = recordsOf<ExportRecord>(tenant, {});
      const [workspaces, creators, users] = await Promise.all([
        exports.distinct('workspace_id', own),
        exports.distinct('created_by', own),
        exports.distinct('created_by_user', own),
      ]);
      const people = users.filter((user) => typeof user === 'string');
      return { workspaces: workspaces.filter((id) => id !== null), creators, people };
    },

    /**
     * Names a new run and makes the record `in_progress`, in this slot of its organisation's; null where its status does
     * not allow that, 'taken' where another export holds the slot. Answers the record as it was, too, for {@link unstart}:
     * as it was `seen` before, where the first answer was lost.
     */
    async start(tenant: Tenant, seen: ExportSummary, { run, by, slot, location }: Start) {
      const id = seen._id;
      const now = new Date();
      const startable = recordsOf<ExportRecord>(tenant, { _id: id, status: { $in: [...moves.start.from] } });
      const started = {
        status: 'in_progress',
        run,
        location,
        started_by: by,
        started_at: now,
        last_updated_at: now,
        completed_at: null,
        expired_at: null,
        error: null,
        error_code: null,
      } as const;
      const update = { $set: { ...started, slot }, $inc: { attempt: 1 } };
      const take = async (isAgain: boolean) => {
        const before = await read<ExportSummary>(
          exports.findOneAndUpdate(startable, update, { returnDocument: 'before', ...withoutPlan }),
        );
        if (before) return { before, started: { ...before, ...started, attempt: before.attempt + 1 } };
        const own = isAgain && (await read<ExportSummary>(exports.findOne(ofRun({ exportId: id, run }), withoutPlan)));
        return own ? { before: seen, started: { ...own, ...started } } : null;
      };
      return answered(take).catch((error: unknown) => {
        if (isDuplicate(error)) return 'taken' as const;
        throw error;
      });
    },

    /**
     * Takes back a start that never reached Temporal: the record is again what it was `before`. False where the run has
     * begun in spite of that, or was stopped since.
     */
    async unstart(ref: RunRef, before: ExportSummary, startedAt: Date): Promise<boolean> {
      const { status, run, attempt, started_by, started_at, completed_at, expired_at, last_updated_at } = before;
      const { location, error, error_code } = before;
      const times = { started_at, completed_at, expired_at, last_updated_at };
      const $set = { status, run, slot: null, attempt, location, started_by, ...times, error, error_code };
      return answered(async (isAgain) => {
        if (await writeAsRun(ref, { $set }, { last_updated_at: startedAt })) return true;
        return isAgain && (await exports.countDocuments({ _id: ref.exportId, run, attempt, last_updated_at })) === 1;
      });
    },

    /** Stops a draft, which no workflow runs for; null where it is no draft. */
    stopDraft: (tenant: Tenant, id: string): Promise<ExportSummary | null> => {
      const now = new Date();
      const draft = recordsOf<ExportRecord>(tenant, { _id: id, status: 'draft' });
      const update = { $set: { status: 'stopped', completed_at: now, last_updated_at: now } } as const;
      return answered(() => read(exports.findOneAndUpdate(draft, update, { returnDocument: 'after', ...withoutPlan })));
    },

    /** Changes what is exported and forgets what was written so far, and why it failed; null where its status does not allow that. */
    update(tenant: Tenant, id: string, change: ExportChange): Promise<ExportSummary | null> {
      const updatable = recordsOf<ExportRecord>(tenant, { _id: id, status: { $in: [...moves.update.from] } });
      const forgotten = { ...nothingWritten, error: null, error_code: null };
      const described = change.description !== undefined && describedAs(change.description);
      const update = { $set: { ...change, ...described, ...forgotten, last_updated_at: new Date() } };
      return answered(async (isAgain) => {
        const updated = await read(
          exports.findOneAndUpdate(updatable, update, { returnDocument: 'after', ...withoutPlan }),
        );
        // It may have been started since the first was carried out.
        if (!updated && isAgain) throw new UnansweredWrite('MongoDB did not answer an update.');
        return updated;
      });
    },

    /** True where the record is gone now; false where its status does not allow that. */
    async delete(tenant: Tenant, id: string): Promise<boolean> {
      const deletable = recordsOf<ExportRecord>(tenant, { _id: id, status: { $in: [...moves.delete.from] } });
      const record = await exports.findOne(deletable, withoutPlan);
      if (!record) return false;
      await outbox.deliver(record);
      return answered(async (isAgain) => {
        if ((await exports.deleteOne(deletable)).deletedCount === 1) return true;
        return isAgain && (await exports.countDocuments({ _id: id })) === 0;
      });
    },

    /** What the exports that were created last are filtered by, of every tenant. */
    async lastFilters(count: number): Promise<Filters[]> {
      const last = exports
        .find({}, { projection: { filters: 1 } })
        .sort({ $natural: -1 })
        .limit(count);
      return (await last.toArray()).map(filtersOf);
    },

    /** How many are `in_progress`, and since when the one that was started first. */
    async running(): Promise<{ count: number; oldest: Date | null }> {
      const filter = { status: 'in_progress' } as const;
      const [count, first] = await Promise.all([
        exports.countDocuments(filter),
        exports.findOne(filter, { projection: { started_at: 1 }, sort: { started_at: 1 } }),
      ]);
      return { count, oldest: first?.started_at ?? null };
    },

    /** The records `in_progress` that were started before `before`, for the reconciler. */
    inProgress: (before: Date): AsyncIterable<ExportSummary> =>
      readEach(exports.find({ status: 'in_progress', started_at: { $lt: before } }, fewAtATime)),

    /**
     * Completes records of earlier versions: where the objects of exports of 0.1.0 lie, before the settings that say so can
     * change, and what a search finds descriptions by.
     */
    async completeRecords(): Promise<void> {
      const unrecorded = exports.find({ location: null, attempt: { $gt: 0 } }, withoutPlan);
      for await (const record of unrecorded) {
        const { location } = asCurrent(record, locate);
        await exports.updateOne({ _id: record._id, location: null }, { $set: { location } });
      }
      const notSearched = exports.find(
        { description: { $ne: null }, description_trigrams: { $exists: false } },
        { projection: { description: 1 } },
      );
      for await (const { _id, description } of notSearched) {
        await exports.updateOne({ _id, description }, { $set: describedAs(description) });
      }
    },

    /** The records with an outbox that whoever wrote to it did not deliver in time. */
    undelivered: (since: Date): AsyncIterable<ExportSummary> =>
      readEach(exports.find(undeliveredSince(since), withoutPlan)),

    /** Delivers what is left in a record's outbox. */
    deliverRest: (record: ExportSummary): Promise<void> => outbox.deliver(record),

    async ensureIndexes(): Promise<void> {
      await exports.createIndexes([
        { key: { organisation_id: 1, created_at: -1, _id: -1 } },
        { key: { organisation_id: 1, workspace_id: 1, created_at: -1, _id: -1 } },
        { key: { organisation_id: 1, status: 1, created_at: -1, _id: -1 } },
        { key: { organisation_id: 1, created_by: 1, created_at: -1, _id: -1 } },
        { key: { organisation_id: 1, description_trigrams: 1, created_at: -1, _id: -1 } },
        windowIndex,
        { key: { organisation_id: 1, created_by_user: 1, created_at: -1, _id: -1 } },
        { key: { status: 1, started_at: 1 } },
        { key: { status: 1, completed_at: 1 } },
        slotIndex,
        outboxIndex,
      ]);
    },
  };
}
export type ExportStore = ReturnType<typeof createExportStore>;
