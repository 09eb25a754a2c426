/**
 * Batches, and the conditions that read them: bounds by the values of (`created_at`, `_id`) in BSON's order, so that no
 * log is skipped or doubled at an edge. A store may hold `created_at` as dates, as ISO strings, or (after a migration) as
 * both: each kind is a lane with its own order and bounds, and the lanes are merged by time.
 */
import type { Document, Filter } from 'mongodb';
import type { Lane, LogKey } from './log-key';
import type { Omitted } from './omissions';
import type { TimeRange } from './time-range';
import { daysOf, textsWithin } from './time-texts';

/**
 * A batch's part of one lane: after `after` (null: from the range's start), up to and including `last`. A tie means that
 * a log beyond that edge may have the same time, so that only the ids separate them.
 */
export interface LaneBounds {
  after: LogKey | null;
  last: LogKey;
  tiedAfter: boolean;
  tiedLast: boolean;
}

/** Which log this is, as a line of the file says it. */
export interface LogRef {
  created_at: string;
  id: string;
}

/** The first and the last log of a piece of the file. */
export interface Ends {
  first: LogRef;
  last: LogRef;
}

/** One object in the bucket. `bytes`, `crc32c` and `version` describe the stored object. */
export interface Part {
  rows: number;
  bytes: number;
  crc32c: number;
  version: string;
  /** What it was before it was packed, where the end of the file is made from that. */
  raw: { bytes: number; crc32: number } | null;
  /** Of a Parquet file: how large its row group is unpacked, and how many bytes at its end describe that. */
  rowGroup?: { bytes: number; description: number };
  /** Parts of earlier versions lack them. */
  ends?: Ends;
}

/** The unit of redo: the same batch makes the same bytes under the same object names. */
export interface Batch {
  rows: number;
  bounds: Partial<Record<Lane, LaneBounds>>;
  /** The parts written for it, in order; null until then. */
  parts: Part[] | null;
  /** What the parts do not hold of its logs; earlier versions wrote every log. */
  omitted?: Omitted;
}

/** A batch up to this many bytes does not queue behind larger ones, which take seconds. */
const SHORT_BYTES = 1024 * 1024;

/** Whether a batch takes no longer than the other steps, judged by the size of a typical log, if known. */
export const isShort = (rows: number, rowBytes: number): boolean => rows * (rowBytes || Infinity) <= SHORT_BYTES;

const within = ({ from, until }: TimeRange): Document => ({
  ...(from && { $gte: from }),
  ...(until && { $lt: until }),
});

/** The range as clauses on one lane. MongoDB compares only values of the same type. */
export function rangeClauses(lane: Lane, range: TimeRange): Filter<Document>[] {
  if (!range.from && !range.until) return [{ created_at: { $type: lane } }];
  return lane === 'date' ? [{ created_at: within(range) }] : [{ created_at: daysOf(range) }, ...textClauses(range)];
}

/**
 * A plain range that an index serves and that every text in the time range matches: if no log does, the range holds no
 * texts. Null for a range without bounds, where only the type is asked.
 */
export const textsNear = (range: TimeRange): Filter<Document> | null =>
  range.from || range.until ? { created_at: daysOf(range) } : null;

const textClauses = (range: TimeRange): Filter<Document>[] => {
  const clause = textsWithin(range);
  return clause ? [clause] : [];
};

/** The first value of its type that comes after this one. */
const successor = (createdAt: Date | string) =>
  typeof createdAt === 'string' ? `${createdAt}\0` : new Date(createdAt.getTime() + 1);

/**
 * The bounds of a batch as clauses: a plain range of times, which any index serves. Only a tied edge adds the ids, in
 * BSON's order across types.
 */
export function boundsClauses(lane: Lane, range: TimeRange, bounds: LaneBounds): Filter<Document>[] {
  const { after, last, tiedAfter, tiedLast } = bounds;
  const idIs = (operator: '$gt' | '$lte', id: unknown) => ({ $expr: { [operator]: ['$_id', { $literal: id }] } });
  // The first batch begins with the range. Texts are compared as days, since some sort outside their order of time.
  const start = { ...range, until: null };
  const times = {
    ...(lane === 'date' ? within(start) : daysOf(start)),
    ...(after && { $gte: tiedAfter ? after.createdAt : successor(after.createdAt) }),
    $lt: successor(last.createdAt),
  };
  return [
    { created_at: times },
    ...(after && tiedAfter ? [{ $or: [{ created_at: { $gt: after.createdAt } }, idIs('$gt', after.id)] }] : []),
    ...(tiedLast ? [{ $or: [{ created_at: { $lt: last.createdAt } }, idIs('$lte', last.id)] }] : []),
    ...(lane === 'string' ? textClauses(range) : []),
  ];
}
