import type { Outcome, RunRef } from '../contract/workflow';
import { sumOf } from '../model/omissions';
import { aboutRun } from './audit';
import { exportEvent } from './export-event';
import { nothingWritten, ofRun, type OpenExports, withoutPlan } from './export-collection';
import type {
  ExportRecord,
  ExportSummary,
  FileFacts,
  Plan,
  Planning,
  PlanRecord,
  Searched,
  WrittenParts,
} from './export-record';
import type { Outbox } from './outbox';

/** What is only there while a run searches for its logs. */
const planningOnly = { planning: '', searched: '' } as const;

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

/** What a run reads of its export's record and writes to it, on the condition that it still is that record's run. */
export function createRunExports({ exports, read, writeAsRun }: OpenExports, outbox: Outbox<ExportRecord>) {
  return {
    /** The whole record, while `run` is its run; null once it is not. */
    findForRun: (ref: RunRef): Promise<ExportRecord | null> => read(exports.findOne(ofRun(ref))),

    hasPlan: async (id: string): Promise<boolean> =>
      (await exports.countDocuments({ _id: id, plan: { $ne: null } })) === 1,

    isCurrent: async (ref: RunRef): Promise<boolean> => (await exports.countDocuments(ofRun(ref))) === 1,

    /** As {@link findForRun}, with the one batch in place of all. */
    findBatchForRun: (ref: RunRef, index: number): Promise<ExportRecord | null> =>
      read(exports.findOne(ofRun(ref), { projection: { 'plan.batches': { $slice: [index, 1] } } })),

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
      return recorded || (await exports.countDocuments({ ...ofRun(ref), ...isWritten })) === 1;
    },

    /** Records what was found out about the complete file. False where the record names another run by now. */
    recordFacts: (ref: RunRef, facts: FileFacts): Promise<boolean> => writeAsRun(ref, { $set: { facts } }),

    /**
     * Settles a run, in one write, with what is noted of it in the audit trail: the last thing that a run does. False
     * where it was settled before.
     */
    async settle(ref: RunRef, outcome: Outcome): Promise<boolean> {
      // None of this changes while the run may still write.
      const run = await exports.findOne(ofRun(ref), withoutPlan);
      if (!run) return false;
      const now = new Date();
      const common = { status: outcome.status, slot: null, completed_at: now, last_updated_at: now };
      const [result, error] = outcome.status === 'failure' ? [outcome.errorCode, outcome.error] : ['ok', null];
      const action = endings[outcome.status];
      const entry = { at: now, ...aboutRun(run), action, result, error };
      const change = { ...common, ...settledAs(outcome, run) };
      const event = exportEvent(action, { ...run, ...change });
      return (await outbox.change(ofRun(ref), { $set: change, $unset: planningOnly }, { entry, event })) !== null;
    },
  };
}
