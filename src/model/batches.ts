/**
 * How a range of logs is cut into batches, by the values of (`created_at`, `_id`) in BSON's order, so that a page edge
 * never skips or doubles a log. A store may hold `created_at` as dates, as ISO strings, or (after a migration) both:
 * each kind is a lane with an order and bounds of its own, and the lanes are merged by time.
 */
import type { Document, Filter } from 'mongodb';
import { type Lane, lanes, type LogKey, timeOf } from './log-key';
import type { Pages, Run } from './merge-lanes';
import type { TimeRange } from './time-range';

/**
 * What a batch takes of one lane: after `after` (null: from the range's start), up to and with `last`. The ties say
 * whether a log on the other side of that edge may share its time, so that only the ids tell the two apart.
 */
export interface LaneBounds {
  after: LogKey | null;
  last: LogKey;
  tiedAfter: boolean;
  tiedLast: boolean;
}

/** One object in the bucket; `bytes`, `crc32c` and `version` are of the object as it is stored. */
export interface Part {
  rows: number;
  bytes: number;
  crc32c: number;
  version: string;
  /** What it was before it was packed, where the end of the file is made from that. */
  raw: { bytes: number; crc32: number } | null;
}

/** The unit of redo: the same batch makes the same bytes under the same object names. */
export interface Batch {
  rows: number;
  bounds: Partial<Record<Lane, LaneBounds>>;
  /** What was written of it, in order; null until it is. */
  parts: Part[] | null;
}

/** A batch up to this many bytes does not wait behind others, which take seconds. */
const SHORT_BYTES = 1024 * 1024;

/** Whether a batch takes no longer than the other steps, by how many bytes an ordinary log of it takes, if that is known. */
export const isShort = (rows: number, rowBytes: number): boolean => rows * (rowBytes || Infinity) <= SHORT_BYTES;

/** A bound as ISO text without its zone; `tie`: its second as `…:00Z`, where the bound lies within that second. */
function textBound(date: Date): { text: string; tie: string | null } {
  const iso = date.toISOString();
  const second = iso.slice(0, -5);
  return date.getUTCMilliseconds() === 0 ? { text: second, tie: null } : { text: iso.slice(0, -1), tie: `${second}Z` };
}

/**
 * ISO strings are compared as text, which is in order of time for one spelling in UTC. `…:00Z` alone sorts after
 * `…:00.500Z`: a bound within a second tells it apart, by a filter that not every planner does by the index.
 */
function textRange({ from, until }: TimeRange): Document {
  const lower = from && textBound(from);
  const upper = until && textBound(until);
  return {
    ...(lower && { $gte: lower.text, ...(lower.tie && { $ne: lower.tie }) }),
    ...(upper && (upper.tie ? { $lte: upper.tie, $not: { $gte: upper.text, $lt: upper.tie } } : { $lt: upper.text })),
  };
}

function timesWithin(lane: Lane, range: TimeRange): Document {
  if (lane === 'string') return textRange(range);
  const { from, until } = range;
  return { ...(from && { $gte: from }), ...(until && { $lt: until }) };
}

/** The range as a clause on one lane; a comparison only ever meets values of its own type. */
export function rangeClause(lane: Lane, range: TimeRange): Filter<Document> {
  return { created_at: range.from || range.until ? timesWithin(lane, range) : { $type: lane } };
}

/** The first value of its type that comes after this one. */
const successor = (createdAt: Date | string) =>
  typeof createdAt === 'string' ? `${createdAt}\0` : new Date(createdAt.getTime() + 1);

/**
 * What of the range the edges of a batch do not keep to by themselves: its start, where the batch has no earlier edge;
 * and among texts, a bound within the second that an edge lies in, where their order is not that of time.
 */
function notImplied({ from, until }: TimeRange, { after, last }: LaneBounds): TimeRange {
  const mayPrecede = typeof after?.createdAt === 'string' && from && after.createdAt < (textBound(from).tie ?? '');
  const mayFollow = typeof last.createdAt === 'string' && until && last.createdAt >= textBound(until).text;
  return { from: !after || mayPrecede ? from : null, until: mayFollow ? until : null };
}

/**
 * The bounds of a batch, within the range, as clauses: a plain range of times, which any index serves, and only where an
 * edge is tied the ids besides, in BSON's order of any type.
 */
export function boundsClauses(lane: Lane, range: TimeRange, bounds: LaneBounds): Filter<Document>[] {
  const { after, last, tiedAfter, tiedLast } = bounds;
  const idIs = (operator: '$gt' | '$lte', id: unknown) => ({ $expr: { [operator]: ['$_id', { $literal: id }] } });
  const times = {
    ...timesWithin(lane, notImplied(range, bounds)),
    ...(after && { $gte: tiedAfter ? after.createdAt : successor(after.createdAt) }),
    $lt: successor(last.createdAt),
  };
  return [
    { created_at: times },
    ...(after && tiedAfter ? [{ $or: [{ created_at: { $gt: after.createdAt } }, idIs('$gt', after.id)] }] : []),
    ...(tiedLast ? [{ $or: [{ created_at: { $lt: last.createdAt } }, idIs('$lte', last.id)] }] : []),
  ];
}

/** A batch while it is cut: what it has of each lane, by the edges alone. */
interface OpenBatch<T> {
  rows: number;
  edges: Partial<Record<Lane, { after: T | null; first: T; last: T }>>;
}

/**
 * Cuts logs in order into batches of `rowsPerBatch`, passing over the first `skip` and ending after `limit`. Where that
 * makes more than `maxBatches` (even), each batch is joined to its neighbour and the later ones are as large as those.
 * `exhausted` says whether the logs ended before the limit did. Only the keys at the edges are looked at.
 */
export async function cutBatches<T extends object>(
  pages: Pages<Run<T>>,
  keyOf: (item: T) => LogKey,
  { skip, limit, rowsPerBatch, maxBatches }: { skip: number; limit: number; rowsPerBatch: number; maxBatches: number },
): Promise<{ batches: Batch[]; rowsPerBatch: number; seen: number; exhausted: boolean }> {
  const end = skip + limit;
  let batches: Batch[] = [];
  let size = rowsPerBatch;
  const reached: Partial<Record<Lane, T>> = {};
  let seen = 0;
  let open: OpenBatch<T> | null = null;
  /** How many are seen where the open batch ends, or the first one starts. */
  let edge = skip;
  for await (const runs of pages) {
    for (const { lane, items } of runs) {
      for (let at = 0; at < items.length;) {
        if (seen === edge) {
          if (open) batches.push(closeBatch(open, items[at]!, keyOf));
          if (seen === end) return { batches, rowsPerBatch: size, seen, exhausted: false };
          if (batches.length === maxBatches) {
            batches = joinPairs(batches);
            size *= 2;
          }
          open = { rows: 0, edges: {} };
          edge = Math.min(seen + size, end);
        }
        const passed = items.slice(at, at + edge - seen);
        if (open) extend(open, { lane, items: passed }, reached[lane] ?? null);
        reached[lane] = passed.at(-1)!;
        seen += passed.length;
        at += passed.length;
      }
    }
  }
  if (open) batches.push(closeBatch(open, null, keyOf));
  return { batches, rowsPerBatch: size, seen, exhausted: true };
}

/** Adds a run to a batch; `after` is where its lane was before. */
function extend<T>(batch: OpenBatch<T>, { lane, items }: Run<T>, after: T | null): void {
  const edges = (batch.edges[lane] ??= { after, first: items[0]!, last: items[0]! });
  edges.last = items.at(-1)!;
  batch.rows += items.length;
}

/** `next` follows the batch, in whichever lane: it comes no later than those that follow it in the other one. */
function closeBatch<T extends object>(
  { rows, edges }: OpenBatch<T>,
  next: T | null,
  keyOf: (item: T) => LogKey,
): Batch {
  const following = next && keyOf(next);
  const bounds: Batch['bounds'] = {};
  for (const lane of lanes) {
    const own = edges[lane];
    if (!own) continue;
    const [after, first, last] = [own.after && keyOf(own.after), keyOf(own.first), keyOf(own.last)];
    const tiedAfter = after !== null && timeOf(after) === timeOf(first);
    // Texts within a second are not all in order of time: what follows in the other lane may even lie before.
    const tiedLast = following !== null && timeOf(following) <= timeOf(last);
    bounds[lane] = { after, last, tiedAfter, tiedLast };
  }
  return { rows, bounds, parts: null };
}

function joinPairs(batches: readonly Batch[]): Batch[] {
  return batches.flatMap((first, index) => (index % 2 === 0 ? [join(first, batches[index + 1]!)] : []));
}

/** A batch and the one that follows it as one. */
function join(first: Batch, second: Batch): Batch {
  const bounds = { ...first.bounds, ...second.bounds };
  for (const lane of lanes) {
    const [one, other] = [first.bounds[lane], second.bounds[lane]];
    if (one && other) bounds[lane] = { ...other, after: one.after, tiedAfter: one.tiedAfter };
  }
  return { rows: first.rows + second.rows, bounds, parts: null };
}
