/** How often a request is exported, as entered in the dialog. */
import { DEFAULT_SETTLE_MINUTES } from '../../model/schedule-defaults';
import { isTimeZone } from '../../model/time-zones';
import { type At, cutAfter, cutAtOrBefore, type Cutting, type Every, type Window } from '../../model/windows';
import { texts } from '../texts';
import type { Schedule } from '../types';
import { wholeNumber } from './whole-number';

export interface Repeat {
  /** Null: it is exported once. */
  every: Every | null;
  minute: string;
  /** As `<input type="time">` has it: `06:00`. */
  time: string;
  /** 1: Monday … 7: Sunday. */
  weekday: number;
  day: string;
  timezone: string;
  settleMinutes: string;
}

const words = texts.repeat;
const pad = (value = 0) => String(value).padStart(2, '0');

export const newRepeat = (timezone: string, every: Every | null = null): Repeat => ({
  every,
  minute: '0',
  time: '00:00',
  weekday: 1,
  day: '1',
  timezone,
  settleMinutes: String(DEFAULT_SETTLE_MINUTES),
});

export const repeatOf = ({ every, at, timezone, settle_minutes }: Schedule): Repeat => ({
  every,
  minute: String(at.minute ?? 0),
  time: `${pad(at.hour)}:${pad(at.minute)}`,
  weekday: at.day_of_week ?? 1,
  day: String(at.day_of_month ?? 1),
  timezone,
  settleMinutes: String(settle_minutes),
});

const within = (written: string, low: number, high: number): number | null => {
  const value = wholeNumber(written.trim());
  return value !== null && value >= low && value <= high ? value : null;
};

/** What is wrong with it, by the paths that the API has for a schedule. */
export function repeatFaults({ every, minute, time, day, timezone, settleMinutes }: Repeat): Map<string, string> {
  const faults = new Map<string, string>();
  if (every === 'hour' && within(minute, 0, 59) === null) faults.set('at.minute', words.badMinute);
  if (every !== 'hour' && time === '') faults.set('at.hour', words.badTime);
  if (every === 'month' && within(day, 1, 31) === null) faults.set('at.day_of_month', words.badDay);
  if (!isTimeZone(timezone.trim())) faults.set('timezone', words.badTimezone);
  if (wholeNumber(settleMinutes.trim()) === null) faults.set('settle_minutes', texts.filters.wholeNumber);
  return faults;
}

/** Where its windows are cut; null where it does not repeat, or where that can't be told yet. */
export function cuttingOf(repeat: Repeat): Cutting | null {
  const { every, time, weekday, day } = repeat;
  if (every === null || repeatFaults(repeat).size > 0) return null;
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  const at: Record<Every, At> = {
    hour: { minute: Number(repeat.minute) },
    day: { hour, minute },
    week: { hour, minute, day_of_week: weekday },
    month: { hour, minute, day_of_month: Number(day) },
  };
  return { every, at: at[every], timezone: repeat.timezone.trim() };
}

export const currentWindow = (cutting: Cutting, now: Date): Window => ({
  start: cutAtOrBefore(cutting, now),
  end: cutAfter(cutting, now),
});

/** The last window that is over: what a preview can tell of. */
export function lastFullWindow(cutting: Cutting, now: Date): Window {
  const end = cutAtOrBefore(cutting, now);
  return { start: cutAtOrBefore(cutting, new Date(end.getTime() - 1)), end };
}
