import { startOfMonth } from 'date-fns/startOfMonth';
import { subDays } from 'date-fns/subDays';
import { subHours } from 'date-fns/subHours';
import { timeRange } from '../../model/time-range';
import type { Filters } from '../types';

const starts = {
  last_hour: (now: Date) => subHours(now, 1),
  last_24_hours: (now: Date) => subHours(now, 24),
  last_7_days: (now: Date) => subDays(now, 7),
  last_30_days: (now: Date) => subDays(now, 30),
  this_month: (now: Date) => startOfMonth(now),
};
type Relative = keyof typeof starts;

export type TimePreset = Relative | 'all' | 'custom' | 'unchanged';

/** The chosen range. `from` and `until` are instants (ISO 8601); an empty one leaves that end open. */
export interface TimeChoice {
  preset: TimePreset;
  from: string;
  until: string;
}

export const presetNames: Readonly<Record<TimePreset, string>> = {
  unchanged: 'As it was',
  last_hour: 'Last hour',
  last_24_hours: 'Last 24 hours',
  last_7_days: 'Last 7 days',
  last_30_days: 'Last 30 days',
  this_month: 'This month',
  all: 'All time',
  custom: 'Own range',
};

const isRelative = (preset: TimePreset): preset is Relative => preset in starts;

const toSecond = (time: Date) => `${time.toISOString().slice(0, 19)}Z`;

/** The range that an export has; its bounds are there for an own range to begin with. */
export function asItWas(filters: Filters): TimeChoice {
  const { from, until } = timeRange(filters);
  return { preset: 'unchanged', from: from?.toISOString() ?? '', until: until?.toISOString() ?? '' };
}

/** What a preset means now; an own range begins with what was chosen before. */
export function resolvePreset(preset: TimePreset, now: Date, before?: TimeChoice): TimeChoice {
  if (isRelative(preset)) return { preset, from: toSecond(starts[preset](now)), until: toSecond(now) };
  if (preset === 'custom') return { preset, from: before?.from ?? '', until: before?.until ?? '' };
  return { preset, from: '', until: '' };
}
