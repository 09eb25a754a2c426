/** Cuts logs into batches by their keys alone. */
import { type Batch } from './batches';
import { type Lane, lanes, type LogKey, timeOf } from './log-key';
import type { Pages, Run } from './merge-lanes';

/** Which of the logs are cut, and into batches of what size. */
export interface Slice {
  skip: number;
  limit: number;
  rowsPerBatch: number;
  /** If there were more (even), each batch is joined with its neighbour, and later batches get that size. */
  maxBatches: number;
}

/** An edge is one of many keys, and only edges are decoded. */
type Edge = () => LogKey;
type Edges<K> = Partial<Record<Lane, { after: K | null; first: K; last: K }>>;

/** A batch while it is being cut: the edges of its part of each lane. */
interface OpenBatch<K> {
  rows: number;
  edges: Edges<K>;
}

/** How far the cutting has come: all that it takes to go on with the next log. */
export interface CutPosition {
  batches: Batch[];
  rowsPerBatch: number;
  /** How many logs were passed, those that are skipped among them. */
  seen: number;
  open: OpenBatch<LogKey> | null;
  /** The last key of each lane. */
  reached: Partial<Record<Lane, LogKey>>;
}

export interface Cut {
  batches: Batch[];
  rowsPerBatch: number;
  seen: number;
  /** The logs ended before the limit. */
  exhausted: boolean;
}

export interface Cutting<T> {
  /** Takes the next logs. True once there are more than the limit: no more are needed. */
  take(runs: readonly Run<T>[]): boolean;
  position(): CutPosition;
  end(): Cut;
}

const mapValues = <A, B>(of: Partial<Record<Lane, A>>, change: (value: A) => B): Partial<Record<Lane, B>> =>
  Object.fromEntries(Object.entries(of).map(([lane, value]) => [lane, change(value)]));

const changeEdges = <A, B>(open: OpenBatch<A> | null, change: (edge: A) => B): OpenBatch<B> | null =>
  open && {
    rows: open.rows,
    edges: mapValues(open.edges, ({ after, first, last }) => ({
      after: after && change(after),
      first: change(first),
      last: change(last),
    })),
  };

/** Begins to cut logs in order, or goes on where an earlier cutting had come to. */
export function startCutting<T extends object>(
  keyOf: (item: T) => LogKey,
  { skip, limit, rowsPerBatch, maxBatches }: Slice,
  from?: CutPosition,
): Cutting<T> {
  const end = skip + limit;
  const edgeOf =
    (key: LogKey): Edge =>
    () =>
      key;
  let batches = [...(from?.batches ?? [])];
  let size = from?.rowsPerBatch ?? rowsPerBatch;
  let seen = from?.seen ?? 0;
  let open = changeEdges(from?.open ?? null, edgeOf);
  const reached: Partial<Record<Lane, Edge>> = mapValues(from?.reached ?? {}, edgeOf);
  let isFull = false;
  /** How many are seen where the open batch ends, or the first one starts. */
  let edge = open ? Math.min(seen - open.rows + size, end) : skip;

  return {
    take(runs) {
      for (const { lane, items } of runs) {
        for (let at = 0; at < items.length;) {
          if (seen === edge) {
            const next = items[at]!;
            if (open) batches.push(closeBatch(open, keyOf(next)));
            open = null;
            if (seen === end) return (isFull = true);
            if (batches.length === maxBatches) {
              batches = joinPairs(batches);
              size *= 2;
            }
            open = { rows: 0, edges: {} };
            edge = Math.min(seen + size, end);
          }
          const passed = items.slice(at, at + edge - seen);
          const [first, last] = [passed[0]!, passed.at(-1)!];
          const lastEdge = () => keyOf(last);
          if (open) extend(open, lane, { after: reached[lane] ?? null, first: () => keyOf(first), last: lastEdge });
          if (open) open.rows += passed.length;
          reached[lane] = lastEdge;
          seen += passed.length;
          at += passed.length;
        }
      }
      return false;
    },
    position: () => ({
      batches,
      rowsPerBatch: size,
      seen,
      open: changeEdges(open, (late) => late()),
      reached: mapValues(reached, (late) => late()),
    }),
    end: () => ({
      batches: open ? [...batches, closeBatch(open, null)] : batches,
      rowsPerBatch: size,
      seen,
      exhausted: !isFull,
    }),
  };
}

/** Cuts logs in order into batches of `rowsPerBatch`, after skipping `skip` and up to `limit`. */
export async function cutBatches<T extends object>(
  pages: Pages<Run<T>>,
  keyOf: (item: T) => LogKey,
  slice: Slice,
): Promise<Cut> {
  const cutting = startCutting(keyOf, slice);
  for await (const runs of pages) if (cutting.take(runs)) break;
  return cutting.end();
}

/** Adds a run of one lane; `after` is the last key of that lane before it. */
function extend({ edges }: OpenBatch<Edge>, lane: Lane, run: NonNullable<Edges<Edge>[Lane]>): void {
  const own = (edges[lane] ??= run);
  own.last = run.last;
}

/** Closes the batch before `following`, the first log after it in either lane. */
function closeBatch({ rows, edges }: OpenBatch<Edge>, following: LogKey | null): Batch {
  const bounds: Batch['bounds'] = {};
  for (const lane of lanes) {
    const own = edges[lane];
    if (!own) continue;
    const [after, first, last] = [own.after && own.after(), own.first(), own.last()];
    const tiedAfter = after !== null && timeOf(after) === timeOf(first);
    // Texts within the same second are not sorted by time, so the next log of the other lane may even be earlier.
    const tiedLast = following !== null && timeOf(following) <= timeOf(last);
    bounds[lane] = { after, last, tiedAfter, tiedLast };
  }
  return { rows, bounds, parts: null };
}

function joinPairs(batches: readonly Batch[]): Batch[] {
  return batches.flatMap((first, index) => (index % 2 === 0 ? [join(first, batches[index + 1]!)] : []));
}

/** Joins a batch and the one after it. */
function join(first: Batch, second: Batch): Batch {
  const bounds = { ...first.bounds, ...second.bounds };
  for (const lane of lanes) {
    const [one, other] = [first.bounds[lane], second.bounds[lane]];
    if (one && other) bounds[lane] = { ...other, after: one.after, tiedAfter: one.tiedAfter };
  }
  return { rows: first.rows + second.rows, bounds, parts: null };
}
