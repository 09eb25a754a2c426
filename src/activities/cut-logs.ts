import type { RunRef } from '../contract/workflow';
import { keyOfLog } from '../encode/log-key';
import { fileWriter } from '../formats/file-writer';
import { type Cut, type CutPosition, startCutting } from '../model/cut-batches';
import { sliceOf } from '../model/filters';
import type { Run } from '../model/merge-lanes';
import { firstHalfOf, nextPiece, type TimeRange } from '../model/time-range';
import { nullIfTooSlow } from '../stores/databases';
import { type ExportRecord, filtersOf, type Planning } from '../stores/export-record';
import type { Fetching, LogSelection } from '../stores/logs';
import { superseded } from './current-run';
import type { ActivityDeps } from './deps';

/** An export has few enough batches for its record to hold them, however many logs it has. */
const MAX_BATCHES = 4_000;

/** A batch is as many parts as this at most, if its logs are as large as the first ones: what a retry does again. */
const BATCH_PARTS = 4;

/** MongoDB gives a piece of the range up after this time, and a shorter one is asked for. */
const PIECE_MS = 10_000;

/** After a piece that took less, the next one is twice as long. */
const QUICK_MS = 3_000;

interface Wanted {
  record: ExportRecord;
  selection: LogSelection;
}
interface Asked extends Wanted {
  /** Which of the logs that match. */
  slice: ReturnType<typeof sliceOf>;
}

/**
 * Cuts the logs of an export into batches, by their keys alone. By a filter that no index serves, MongoDB walks through
 * the whole range for them. So it is asked for one piece of the range after the other, each as long as it can search in a
 * few seconds. How far the cutting came is recorded after each, for another try of the same run to go on from there.
 */
export async function cutLogs(
  deps: ActivityDeps,
  { ref, ...wanted }: Wanted & { ref: RunRef },
  signal: AbortSignal,
): Promise<PlannedLogs> {
  const asked = { ...wanted, slice: sliceOf(filtersOf(wanted.record), deps.limits.maxLogs) };
  const taken = asked.record.planning?.run === ref.run ? asked.record.planning : null;
  let planned = taken?.planned ?? null;
  let rest = taken?.rest ?? asked.selection.range;
  let piece = rest;
  let maxTimeMS: number | undefined = PIECE_MS;
  for (;;) {
    const startedAt = performance.now();
    const cutter = createCutter(deps, asked, planned);
    const isFull = await cutPiece(deps, asked, { piece, maxTimeMS, cutter }, signal).catch((error: unknown) => {
      // By a limit that the server has of its own: no shorter piece is left to ask for.
      if (maxTimeMS === undefined) throw error;
      return nullIfTooSlow(error);
    });
    if (isFull === null) {
      const half = firstHalfOf(piece);
      if (half) piece = half;
      else maxTimeMS = undefined;
      continue;
    }
    if (isFull || !piece.until || piece.until === rest.until) return cutter.end();
    planned = cutter.planned();
    rest = { from: piece.until, until: rest.until };
    const searched = { found: planned?.cut.seen ?? 0, until: piece.until };
    if (!(await deps.exports.recordPlanning(ref, { run: ref.run, planned, rest }, searched))) throw superseded();
    const isQuick = performance.now() - startedAt < QUICK_MS;
    piece = nextPiece(rest, piece, isQuick ? 2 : 1);
    maxTimeMS = PIECE_MS;
  }
}

type PlannedLogs = Cut & { fetching: Fetching };
type Cutter = ReturnType<typeof createCutter>;

/** Cuts logs, once the first of them have told how large they are. */
function createCutter({ logs, limits }: ActivityDeps, { record, selection, slice }: Asked, from: Planning['planned']) {
  const start = (rowsPerBatch: number, position?: CutPosition) =>
    startCutting(keyOfLog, { ...slice, rowsPerBatch, maxBatches: MAX_BATCHES }, position);
  const begin = async (range: TimeRange, firstRuns: readonly Run<Uint8Array>[]) => {
    const fetching = await logs.fetching({ ...selection, range }, fileWriter(record).projection, firstRuns);
    const rowsOfBytes = Math.max(1, Math.floor((BATCH_PARTS * limits.partBytes) / Math.max(1, fetching.rowBytes)));
    return { fetching, cutting: start(Math.min(limits.batchLogs, rowsOfBytes)) };
  };
  let begun = from && { fetching: from.fetching, cutting: start(from.cut.rowsPerBatch, from.cut) };
  return {
    /** Takes the next logs, which are of this range. True once no more are needed. */
    async take(range: TimeRange, runs: readonly Run<Uint8Array>[]): Promise<boolean> {
      begun ??= await begin(range, runs);
      return begun.cutting.take(runs);
    },
    /** How far it has come; null before the first log. */
    planned: () => begun && { fetching: begun.fetching, cut: begun.cutting.position() },
    async end(): Promise<PlannedLogs> {
      const { fetching, cutting } = begun ?? (await begin(selection.range, []));
      return { fetching, ...cutting.end() };
    },
  };
}

/** Cuts the logs of a piece of the range. True once no more are needed. */
async function cutPiece(
  { logs }: ActivityDeps,
  { selection, slice: { skip, limit } }: Asked,
  { piece, maxTimeMS, cutter }: { piece: TimeRange; maxTimeMS: number | undefined; cutter: Cutter },
  signal: AbortSignal,
): Promise<boolean> {
  const inPiece = { ...selection, range: piece };
  for await (const runs of logs.keys(inPiece, skip + limit + 1, { maxTimeMS, signal })) {
    signal.throwIfAborted();
    if (await cutter.take(piece, runs)) return true;
  }
  return false;
}
