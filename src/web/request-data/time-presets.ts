import { type RelativeRange, relativeRanges } from '../../model/relative-ranges';
import { timeRange } from '../../model/time-range';
import type { Zone } from '../format/zone';
import type { Filters } from '../types';

export type TimePreset = RelativeRange | 'all' | 'custom' | 'unchanged';

/** The chosen range. `from` and `until` are instants (ISO 8601); an empty one leaves that end open. */
export interface TimeChoice {
  preset: TimePreset;
  from: string;
  until: string;
  /** The fields of a custom range that hold half a date. */
  halfTyped: readonly ('from' | 'until')[];
}

const HOUR_MS = 3_600_000;
const hoursBack: Readonly<Partial<Record<RelativeRange, number>>> = {
  last_hour: 1,
  last_24_hours: 24,
  last_7_days: 7 * 24,
  last_30_days: 30 * 24,
};

/** The start of a month, counted from the one that `now` is in. */
function monthStart(now: Date, zone: Zone, monthsLater: number): Date {
  return zone === 'utc'
    ? new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + monthsLater))
    : new Date(now.getFullYear(), now.getMonth() + monthsLater);
}

/** From when until when a relative range goes now. */
function span(range: RelativeRange, now: Date, zone: Zone): [from: Date, until: Date] {
  const hours = hoursBack[range];
  if (hours !== undefined) return [new Date(now.getTime() - hours * HOUR_MS), now];
  if (range === 'last_month') return [monthStart(now, zone, -1), monthStart(now, zone, 0)];
  const month = zone === 'utc' ? now.getUTCMonth() : now.getMonth();
  return [monthStart(now, zone, range === 'this_quarter' ? -(month % 3) : 0), now];
}

const isRelative = (preset: TimePreset): preset is RelativeRange => relativeRanges.some((range) => range === preset);

export const relativeOf = (preset: TimePreset): RelativeRange | null => (isRelative(preset) ? preset : null);

const toSecond = (time: Date) => `${time.toISOString().slice(0, 19)}Z`;

/** The range that an export has; its bounds are there for a custom range to begin with. */
export function asBefore(filters: Filters): TimeChoice {
  const { from, until } = timeRange(filters);
  const bound = (time: Date | null) => time?.toISOString() ?? '';
  return { preset: 'unchanged', from: bound(from), until: bound(until), halfTyped: [] };
}

/** What a preset means now; a custom range begins with what was chosen before. */
export function resolvePreset(preset: TimePreset, now: Date, zone: Zone, before?: TimeChoice): TimeChoice {
  if (isRelative(preset)) {
    const [from, until] = span(preset, now, zone);
    return { preset, from: toSecond(from), until: toSecond(until), halfTyped: [] };
  }
  if (preset === 'custom') return { preset, from: before?.from ?? '', until: before?.until ?? '', halfTyped: [] };
  return { preset, from: '', until: '', halfTyped: [] };
}
