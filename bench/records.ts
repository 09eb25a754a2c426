/** Records of the service's own by the hundred thousand, written past its API: copies of those that it made itself. */
import { randomUUID } from 'node:crypto';
import { type Collection, type Document, ObjectId, type OptionalUnlessRequiredId } from 'mongodb';
import type { AuditEntry } from '../src/stores/audit';
import type { ExportRecord } from '../src/stores/export-record';
import type { ScheduleRecord } from '../src/stores/schedule-record';
import { trigramsOf } from '../src/stores/trigrams';

const AT_ONCE = 5_000;
/** One copy in so many is of a failed export with a description of its own: what lists are narrowed to. */
const ONE_IN = 10;
export const DESCRIPTION = 'Invoices';

/** Copies from one number to the one before another, each made by its number. */
export async function insertCopies<T extends Document>(
  records: Collection<T>,
  [from, to]: readonly [number, number],
  copy: (index: number) => T,
): Promise<void> {
  for (let start = from; start < to; start += AT_ONCE) {
    const copies = Array.from({ length: Math.min(AT_ONCE, to - start) }, (_, offset) => copy(start + offset));
    await records.insertMany(copies as OptionalUnlessRequiredId<T>[], { ordered: false });
  }
}

const earlier = (time: Date, seconds: number) => new Date(time.getTime() - seconds * 1_000);

/** As if it had been made that many seconds before. */
export function exportBefore(made: ExportRecord, seconds: number): ExportRecord {
  const times = {
    created_at: earlier(made.created_at, seconds),
    last_updated_at: earlier(made.last_updated_at, seconds),
    started_at: earlier(made.started_at!, seconds),
    completed_at: earlier(made.completed_at!, seconds),
  };
  const described = { description: DESCRIPTION, description_trigrams: trigramsOf(DESCRIPTION) };
  const failed = { status: 'failure', file: null, facts: null, ...described } as const;
  return { ...made, ...times, ...(seconds % ONE_IN === 0 && failed), _id: randomUUID() };
}

/** Made that many seconds before, too. */
export const scheduleBefore = (made: ScheduleRecord, seconds: number): ScheduleRecord => ({
  ...made,
  _id: randomUUID(),
  created_at: earlier(made.created_at, seconds),
});

const actions = ['export.download', 'export.succeeded', 'export.start', 'export.create'] as const;

export const entryBefore = (made: AuditEntry, seconds: number) => ({
  ...made,
  _id: new ObjectId(),
  at: earlier(made.at, seconds),
  action: actions[seconds % actions.length]!,
  target_id: randomUUID() as string,
});
