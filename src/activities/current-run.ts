import { openFolder } from '../exports/folder';
import { fileWriter } from '../formats/file-writer';
import { ExportFault } from '../model/errors';
import { partName, partsOfPlan } from '../model/location';
import type { Objects } from '../objects/port';
import type { ExportRecord, Plan } from '../stores/export-record';

export type PlannedExport = ExportRecord & { plan: Plan };

/** The run was settled or replaced while it worked: what it would write now is nobody's any more. */
export const superseded = () =>
  new ExportFault('export_changed', 'The export was settled, changed or started again while this run was at work.');

/** The record, while it still names this run; throws {@link superseded} otherwise. */
export async function currentRun(find: Promise<ExportRecord | null>): Promise<ExportRecord> {
  const record = await find;
  if (!record) throw superseded();
  return record;
}

/** As {@link currentRun}, for the steps after the plan. */
export async function plannedRun(find: Promise<ExportRecord | null>): Promise<PlannedExport> {
  const { plan, ...record } = await currentRun(find);
  if (!plan) throw superseded();
  return { ...record, plan };
}

/** Every recorded part, in the file's order, with its name and the index of its batch. */
export function recordedParts({ plan, ...record }: PlannedExport) {
  return plan.batches.flatMap(({ parts }, batch) =>
    (parts ?? []).map((part, piece) => ({ ...part, batch, name: partName(plan.digest, { batch, piece }, record) })),
  );
}

/**
 * The batches to be written again: a recorded part of theirs is gone, is no longer what was recorded, or was packed by
 * another version of this service in a way that does not fit the others.
 */
export async function lostBatches(objects: Pick<Objects, 'open'>, record: PlannedExport): Promise<Set<number>> {
  const parts = recordedParts(record);
  const { fits } = fileWriter(record);
  const lost = await openFolder(objects, record).lost(parts, partsOfPlan(record.plan.digest));
  return new Set(parts.filter((part) => lost.has(part.name) || !fits(part)).map(({ batch }) => batch));
}
