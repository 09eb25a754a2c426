import type { Collection, Db, Filter, Sort, UpdateFilter } from 'mongodb';
import type { ListQuery } from '../contract/exports';
import type { Outcome, RunRef } from '../contract/workflow';
import type { Locate, Location } from '../model/location';
import { sumOf } from '../model/omissions';
import { moves } from '../model/statuses';
import { recordsOf, type Tenant } from '../model/tenant';
import { pageOf } from './page';
import { aboutRun } from './audit';
import { UnansweredWrite } from './databases';
import { asCurrent } from './earlier-records';
import { exportEvent } from './export-event';
import type {
  ExportChange,
  ExportRecord,
  ExportSummary,
  FileFacts,
  NewExport,
  Plan,
  Planning,
  PlanRecord,
  Searched,
  WrittenParts,
} from './export-record';
import { listClause } from './list-clause';
import { createOutbox, type Follows, outboxIndex, undeliveredSince } from './outbox';
import { slotIndex, takenSlots } from './slots';
import { createWindowExports, windowIndex } from './window-exports';
import { answered, insertOnce, isDuplicate } from './writes';

const withoutPlan = { projection: { plan: 0, planning: 0 } } as const;
/** For what takes seconds a record: MongoDB closes a cursor that is not read from for ten minutes. */
const fewAtATime = { ...withoutPlan, batchSize: 20 } as const;
/** What is only there while a run searches for its logs. */
const planningOnly = { planning: '', searched: '' } as const;
const nothingWritten = { exported: 0, bytes: 0, plan: null, facts: null, data_cutoff_at: null } as const;

const current = ({ exportId, run }: RunRef) => ({ _id: exportId, run, status: 'in_progress' }) as const;

const endings = { success: 'export.succeeded', failure: 'export.failed', stopped: 'export.stopped' } as const;

/** What a run leaves in the record, besides status and times: a failed one keeps its plan, for Start Again. */
function settledAs(outcome: Outcome, { facts }: ExportSummary): Partial<ExportRecord> {
  switch (outcome.status) {
    case 'success':
      return {
        ...{ file: outcome.file, bytes: outcome.file.bytes, plan: null },
        // The sum over the batches, once more: a write that was sent again may have been counted twice on the way.
        exported: outcome.exported,
        // As the manifest beside the file says.
        ...(facts && { completed_at: facts.completed_at }),
      };
    case 'failure':
      return { error: outcome.error, error_code: outcome.errorCode };
    case 'stopped':
      return nothingWritten;
  }
}

interface Start {
  run: string;
  by: string;
  slot: number;
  location: Location;
}

/** The export records. What a client may reach goes through {@link recordsOf}; what a run writes is conditional on that run. */
export function createExportStore(db: Db, locate: Locate, follows: Follows) {
  const exports: Collection<ExportRecord> = db.collection('exports');
  const outbox = createOutbox(exports, follows, withoutPlan);
  const read = async <R extends ExportSummary>(found: Promise<R | null>): Promise<R | null> => {
    const record = await found;
    return record && asCurrent(record, locate);
  };
  async function* readEach(found: AsyncIterable<ExportSummary>): AsyncGenerator<ExportSummary> {
    for await (const record of found) yield asCurrent(record, locate);
  }

  const writeAsRun = async (ref: RunRef, update: UpdateFilter<ExportRecord>, also: Filter<ExportRecord> = {}) => {
    const { matchedCount } = await exports.updateOne({ ...current(ref), ...also }, update);
    return matchedCount === 1;
  };

  return {
    /** Those of the windows of schedules. */
    windows: createWindowExports(exports, locate),

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
        description: created.description,
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
      const { total, records } = await pageOf(exports, filter, query, { ...withoutPlan, sort });
      return { total, records: records.map((record): ExportSummary => asCurrent(record, locate)) };
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
        const own =
          isAgain && (await read<ExportSummary>(exports.findOne(current({ exportId: id, run }), withoutPlan)));
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
      const update = { $set: { ...change, ...forgotten, last_updated_at: new Date() } };
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

    /** The whole record, while `run` is its run; null once it is not. */
    findForRun: (ref: RunRef): Promise<ExportRecord | null> => read(exports.findOne(current(ref))),

    hasPlan: async (id: string): Promise<boolean> =>
      (await exports.countDocuments({ _id: id, plan: { $ne: null } })) === 1,

    isCurrent: async (ref: RunRef): Promise<boolean> => (await exports.countDocuments(current(ref))) === 1,

    /** As {@link findForRun}, with the one batch in place of all. */
    findBatchForRun: (ref: RunRef, index: number): Promise<ExportRecord | null> =>
      read(exports.findOne(current(ref), { projection: { 'plan.batches': { $slice: [index, 1] } } })),

    /** The record that this run left `stopped`; null once it was changed, started again or deleted. */
    findStopped: ({ exportId, run }: RunRef): Promise<ExportSummary | null> =>
      read(exports.findOne({ _id: exportId, run, status: 'stopped' }, withoutPlan)),

    /** Records how far the first plan of a run has come. False where the record names another run by now, or has a plan. */
    recordPlanning: (ref: RunRef, planning: Planning, searched: Searched): Promise<boolean> =>
      writeAsRun(ref, { $set: { planning, searched, last_updated_at: new Date() } }, { plan: null }),

    /**
     * Records the plan of a run, in place of the one it was made from, if any. False where the record names another
     * run by now, or holds another plan.
     */
    recordPlan: (ref: RunRef, planned: PlanRecord, madeFrom: Plan | null): Promise<boolean> =>
      writeAsRun(
        ref,
        { $set: { ...planned, last_updated_at: new Date() }, $unset: planningOnly },
        madeFrom ? { 'plan.digest': madeFrom.digest } : { plan: null },
      ),

    /**
     * Records what was written of a batch, once: recording it again changes nothing. Logs that came since it was planned
     * are added to what matches, and logs that were left out are taken from what the file will hold. False where the
     * record names another run by now.
     */
    async recordParts(ref: RunRef, index: number, { parts, omitted, planned }: WrittenParts): Promise<boolean> {
      const rows = parts.reduce((sum, part) => sum + part.rows, 0);
      const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
      const skipped = sumOf(omitted.skipped);
      const late = Math.max(0, rows + skipped - planned);
      const batch = `plan.batches.${index}`;
      const slot = `${batch}.parts`;
      // Not `null`: a step `3` is an index and also a field's name, and no batch has a field `3`, so that null always fits.
      const isWritten = { [slot]: { $type: 'array' } };
      const isMissing = { [slot]: { $not: { $type: 'array' } } };
      const recorded = await writeAsRun(
        ref,
        {
          $set: { [slot]: parts, [`${batch}.omitted`]: omitted, last_updated_at: new Date() },
          $inc: { exported: rows, bytes, total: late - skipped, total_records: late },
        },
        isMissing,
      );
      return recorded || (await exports.countDocuments({ ...current(ref), ...isWritten })) === 1;
    },

    /** Records what was found out about the complete file. False where the record names another run by now. */
    recordFacts: (ref: RunRef, facts: FileFacts): Promise<boolean> => writeAsRun(ref, { $set: { facts } }),

    /**
     * Settles a run, in one write, with what is noted of it in the audit trail: the last thing that a run does. False
     * where it was settled before.
     */
    async settle(ref: RunRef, outcome: Outcome): Promise<boolean> {
      // None of this changes while the run may still write.
      const run = await exports.findOne(current(ref), withoutPlan);
      if (!run) return false;
      const now = new Date();
      const common = { status: outcome.status, slot: null, completed_at: now, last_updated_at: now };
      const [result, error] = outcome.status === 'failure' ? [outcome.errorCode, outcome.error] : ['ok', null];
      const action = endings[outcome.status];
      const entry = { at: now, ...aboutRun(run), action, result, error };
      const change = { ...common, ...settledAs(outcome, run) };
      const event = exportEvent(action, { ...run, ...change });
      return (await outbox.change(current(ref), { $set: change, $unset: planningOnly }, { entry, event })) !== null;
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

    /** Records where the objects of exports of 0.1.0 lie, before the settings that say so can change. */
    async recordLocations(): Promise<void> {
      const unrecorded = exports.find({ location: null, attempt: { $gt: 0 } }, withoutPlan);
      for await (const record of unrecorded) {
        const { location } = asCurrent(record, locate);
        await exports.updateOne({ _id: record._id, location: null }, { $set: { location } });
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
