import { ExportFault } from '../model/errors';
import { contentTypeOf, partName, partsFolder } from '../model/names';
import { type ExportRecord, type Plan, tenantOf } from '../stores/export-record';
import type { FileStore } from '../stores/files';

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

/** What the names of an export's objects are made from. */
export const namedBy = (record: ExportRecord) => ({
  id: record._id,
  tenant: tenantOf(record),
  createdAt: record.created_at,
  format: record.format,
});

/** Where the parts of a planned export lie, and as what. */
export function partsOf(record: PlannedExport) {
  const named = namedBy(record);
  return {
    folder: partsFolder(named, record.plan.digest),
    contentType: contentTypeOf(record.format),
    nameOf: (batch: number, piece: number) => partName(named, record.plan.digest, batch, piece),
  };
}

/** Every recorded part, in the file's order, with its name and the index of its batch. */
export function recordedParts(record: PlannedExport) {
  const { nameOf } = partsOf(record);
  return record.plan.batches.flatMap(({ parts }, batch) =>
    (parts ?? []).map((part, piece) => ({ ...part, batch, name: nameOf(batch, piece) })),
  );
}

/** The batches with a recorded part that is gone from the bucket, or is no longer what was recorded. */
export async function lostBatches(files: FileStore, record: PlannedExport): Promise<Set<number>> {
  const parts = recordedParts(record);
  if (parts.length === 0) return new Set();
  const stored = await files.list(partsOf(record).folder);
  const lost = parts.filter(({ name, generation, crc32c }) => {
    const object = stored.get(name);
    return object?.generation !== generation || object.crc32c !== crc32c;
  });
  return new Set(lost.map(({ batch }) => batch));
}
