import type { ExportAnswer } from '../contract/export-answers';
import type { ScheduledWindow } from './export-record';

/** A window as an export and its manifest tell of it. */
export const presentWindow = ({ start, end, part, parts }: ScheduledWindow): NonNullable<ExportAnswer['window']> => ({
  ...{ start: start.toISOString(), end: end.toISOString() },
  ...{ part: part ?? null, parts: parts ?? null },
});
