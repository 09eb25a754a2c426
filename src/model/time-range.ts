/** When logs were created, as a range of times. Free of the schemas' library, so that the page can have it. */
import type { Instant } from './instant';
import { instantSpan } from './time';

/** A range of creation times in whole milliseconds: `from` is in it, `until` is not. */
export interface TimeRange {
  from: Date | null;
  until: Date | null;
}

/** The filters that bound it. */
export interface TimeFilters {
  created_at?: Partial<Record<'gte' | 'gt' | 'lte' | 'lt', Instant | undefined>> | undefined;
  time_of_generation_min?: Instant | undefined;
  time_of_generation_max?: Instant | undefined;
}

const latest = (dates: Date[]) => (dates.length ? new Date(Math.max(...dates.map(Number))) : null);
const earliest = (dates: Date[]) => (dates.length ? new Date(Math.min(...dates.map(Number))) : null);
const given = <T>(values: (T | undefined)[]): T[] => values.filter((value) => value !== undefined);

/** Both spellings of the time bounds, joined: the latest lower bound and the earliest upper one. */
export function timeRange(filters: TimeFilters): TimeRange {
  const { gte, gt, lte, lt } = filters.created_at ?? {};
  const start = (bound: Instant) => instantSpan(bound).start;
  const end = (bound: Instant) => instantSpan(bound).end;
  return {
    from: latest([...given([gte, filters.time_of_generation_min]).map(start), ...given([gt]).map(end)]),
    until: earliest([...given([lte, filters.time_of_generation_max]).map(end), ...given([lt]).map(start)]),
  };
}

/**
 * Whether the bounds are the wrong way round. Bounds that only leave no time between them (`gte` and `lt` of one time)
 * are an empty window, in which there are no logs.
 */
export function isReversed(filters: TimeFilters): boolean {
  const { from, until } = timeRange(filters);
  if (!from || !until || from < until) return false;
  const { gte, gt, lte, lt } = filters.created_at ?? {};
  const starts = (bounds: (Instant | undefined)[]) => given(bounds).map((bound) => instantSpan(bound).start);
  const lower = latest(starts([gte, gt, filters.time_of_generation_min]));
  const upper = earliest(starts([lte, lt, filters.time_of_generation_max]));
  return lower !== null && upper !== null && lower > upper;
}

/**
 * The range cut in the middle, earlier half first, at a full second, where a bound on texts is plainest. A range that is
 * open at one end, or too short for that, stays whole.
 */
export function halvesOf(range: TimeRange): TimeRange[] {
  const { from, until } = range;
  if (!from || !until) return [range];
  const middle = new Date(Math.round((from.getTime() + until.getTime()) / 2_000) * 1_000);
  return from < middle && middle < until
    ? [
        { from, until: middle },
        { from: middle, until },
      ]
    : [range];
}

/** Where a range begins that is open at its start: no logs are older. */
const BEGINNING = new Date(0);

const startOf = ({ from }: TimeRange): Date => from ?? BEGINNING;

/** The earlier half of a range, up to a full second; null if it is too short for that, or open at its end. */
export function firstHalfOf(range: TimeRange): TimeRange | null {
  const halves = halvesOf({ ...range, from: startOf(range) });
  return halves.length === 2 ? { from: range.from, until: halves[0]!.until } : null;
}

/** The beginning of what is left of a range, this many times as long as the piece before it, up to a full second. */
export function nextPiece(rest: TimeRange, before: TimeRange, times: number): TimeRange {
  if (!rest.until || !before.until) return rest;
  const length = times * (before.until.getTime() - startOf(before).getTime());
  const until = new Date(Math.ceil((startOf(rest).getTime() + length) / 1_000) * 1_000);
  return until < rest.until ? { from: rest.from, until } : rest;
}
