import type { Collection, Db, Filter, UpdateFilter } from 'mongodb';
import type { RunRef } from '../contract/workflow';
import type { Locate } from '../model/location';
import { asCurrent } from './earlier-records';
import type { ExportRecord, ExportSummary } from './export-record';

const projection = { plan: 0, planning: 0, description_trigrams: 0 } as const;
export const withoutPlan = { projection } as const;
/** For what takes seconds a record: MongoDB closes a cursor that is not read from for ten minutes. */
export const fewAtATime = { projection, batchSize: 20 } as const;
export const nothingWritten = { exported: 0, bytes: 0, plan: null, facts: null, data_cutoff_at: null } as const;

/** The record while this is its run. */
export function ofRun({ exportId, run }: RunRef) {
  return { _id: exportId, run, status: 'in_progress' } as const;
}

export type OpenExports = ReturnType<typeof openExports>;

/** The collection of the export records. Those of earlier versions are read as if this one had written them. */
export function openExports(db: Db, locate: Locate) {
  const exports: Collection<ExportRecord> = db.collection('exports');
  const read = async <R extends ExportSummary>(found: Promise<R | null>): Promise<R | null> => {
    const record = await found;
    return record && asCurrent(record, locate);
  };
  async function* readEach(found: AsyncIterable<ExportSummary>): AsyncGenerator<ExportSummary> {
    for await (const record of found) yield asCurrent(record, locate);
  }
  /** False where the record names another run by now, or what else is asked of it does not hold. */
  const writeAsRun = async (ref: RunRef, update: UpdateFilter<ExportRecord>, also: Filter<ExportRecord> = {}) => {
    const { matchedCount } = await exports.updateOne({ ...ofRun(ref), ...also }, update);
    return matchedCount === 1;
  };
  return { exports, read, readEach, writeAsRun };
}
