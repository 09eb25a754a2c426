/**
 * How time is cut into windows `[start, end)`. The cuts of a zone are one set of instants, and a window lies between two
 * that follow each other: windows abut, cover all time and never overlap, whatever the clocks of the zone do.
 */
import { DAY_MS } from './time';
import { offsetAt, whenLocal } from './time-zones';

export const everies = ['hour', 'day', 'week', 'month'] as const;
export type Every = (typeof everies)[number];

/** Where windows are cut within the hour, day, week (1: Monday) or month. What is left out is the start of it. */
export interface At {
  minute?: number | undefined;
  hour?: number | undefined;
  day_of_week?: number | undefined;
  /** In a month that is shorter, its last day. */
  day_of_month?: number | undefined;
}

/** The parts of `at` that each `every` takes. */
export const partsOfAt = {
  hour: ['minute'],
  day: ['minute', 'hour'],
  week: ['minute', 'hour', 'day_of_week'],
  month: ['minute', 'hour', 'day_of_month'],
} as const satisfies Record<Every, readonly (keyof At)[]>;

export interface Cutting {
  every: Every;
  at: At;
  /** An IANA name. */
  timezone: string;
}

export interface Window {
  start: Date;
  end: Date;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The first cut after this time. */
export function cutAfter(cutting: Cutting, time: Date): Date {
  const later = cutsAround(cutting, time.getTime()).filter((cut) => cut > time.getTime());
  return new Date(Math.min(...later));
}

/** The last cut that is not after this time. */
export function cutAtOrBefore(cutting: Cutting, time: Date): Date {
  const earlier = cutsAround(cutting, time.getTime()).filter((cut) => cut <= time.getTime());
  return new Date(Math.max(...earlier));
}

/** The cuts next to a time on both sides, and more. */
function cutsAround(cutting: Cutting, ms: number): number[] {
  return cutting.every === 'hour' ? hourCuts(cutting, ms) : dateCuts(cutting, ms);
}

/** Every time at which the clocks show this minute. Near a change of the offset, both offsets are tried. */
function hourCuts({ at: { minute = 0 }, timezone }: Cutting, ms: number): number[] {
  const offsets = new Set([-2, 0, 2].map((hours) => offsetAt(timezone, ms + hours * HOUR_MS)));
  return [...offsets].flatMap((offset) => {
    const past = (ms + offset - minute * MINUTE_MS) % HOUR_MS;
    const cuts = [-2, -1, 0, 1, 2, 3].map((hours) => ms - past + hours * HOUR_MS);
    return offsets.size === 1 ? cuts : cuts.filter((cut) => offsetAt(timezone, cut) === offset);
  });
}

/**
 * One cut a day, week or month. A change of the clocks may move one to the next date, and a zone that goes across the date
 * line leaves a whole date out: two more are looked at on each side.
 */
function dateCuts(cutting: Cutting, ms: number): number[] {
  const { at, timezone } = cutting;
  const timeOfDay = (at.hour ?? 0) * HOUR_MS + (at.minute ?? 0) * MINUTE_MS;
  const local = new Date(ms + offsetAt(timezone, ms));
  return datesAround(cutting, local).map((date) => whenLocal(timezone, date + timeOfDay));
}

/** The dates of cuts, as the milliseconds that their midnights would be in UTC. */
function datesAround({ every, at }: Cutting, local: Date): number[] {
  const around = [-2, -1, 0, 1, 2];
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  if (every === 'month') {
    return around.map((months) => {
      const lastDay = new Date(Date.UTC(year, month + months + 1, 0)).getUTCDate();
      return Date.UTC(year, month + months, Math.min(at.day_of_month ?? 1, lastDay));
    });
  }
  const since = every === 'week' ? (local.getUTCDay() - (at.day_of_week ?? 1) + 7) % 7 : 0;
  const days = every === 'week' ? 7 : 1;
  return around.map((step) => Date.UTC(year, month, day - since) + step * days * DAY_MS);
}
