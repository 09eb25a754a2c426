/**
 * The texts in `created_at` that have one meaning. Those in UTC with a `T` are in order of time as they are in order of
 * text. The others (a space for the `T`, an offset, a date alone) are converted by MongoDB, where their days may match.
 */
import type { Document, Filter } from 'mongodb';
import { DAY_MS, FIRST_MS, LAST_MS } from './time';
import type { TimeRange } from './time-range';

/** What is read as a time. MongoDB's `$` also ends before a line feed, hence the ends of these. */
export const timeText =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?(?:Z|[+-][0-9]{2}:?[0-9]{2}))?)?(?![\s\S])/;
const utcText = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-]00:?00)?(?![\s\S])/;

/** A bound as ISO text without its zone; `tie`: its second as `…:00Z`, where the bound lies within that second. */
function textBound(date: Date): { text: string; tie: string | null } {
  const iso = date.toISOString();
  const second = iso.slice(0, -5);
  return date.getUTCMilliseconds() === 0 ? { text: second, tie: null } : { text: iso.slice(0, -1), tie: `${second}Z` };
}

/** `…:00Z` alone sorts after `…:00.500Z`: a bound within a second tells it apart. */
function utcRange({ from, until }: TimeRange): Document {
  const lower = from && textBound(from);
  const upper = until && textBound(until);
  return {
    ...(lower && { $gte: lower.text, ...(lower.tie && { $ne: lower.tie }) }),
    ...(upper && (upper.tie ? { $lte: upper.tie, $not: { $gte: upper.text, $lt: upper.tie } } : { $lt: upper.text })),
  };
}

const dayOf = (ms: number) => new Date(Math.min(Math.max(ms, FIRST_MS), LAST_MS)).toISOString().slice(0, 10);

/** What an index can tell: an offset moves a time to the next day or the one before, at most. */
export const daysOf = ({ from, until }: TimeRange): Document => ({
  ...(from && { $gte: dayOf(from.getTime() - DAY_MS) }),
  ...(until && { $lt: `${dayOf(until.getTime() + DAY_MS)}~` }),
});

/** The texts within the range, whatever their spelling; none that is no time. Null where the range is open at both ends. */
export function textsWithin(range: TimeRange): Filter<Document> | null {
  const { from, until } = range;
  if (!from && !until) return null;
  const time = { $convert: { input: '$created_at', to: 'date', onError: null, onNull: null } };
  // What can't be converted is null, which comes before every date.
  const bounds = [{ $gte: [time, from ?? new Date(FIRST_MS)] }, ...(until ? [{ $lt: [time, until] }] : [])];
  return {
    $or: [
      { created_at: { ...utcRange(range), $regex: utcText } },
      { created_at: { $regex: timeText }, $expr: { $and: bounds } },
    ],
  };
}
