import { once } from 'node:events';
import pLimit, { type Limit } from 'p-limit';
import type { WriteBatchInput, WrittenBatch } from '../contract/workflow';
import { refOfLog } from '../encode/log-ref';
import { openFolder } from '../exports/folder';
import { fileWriter } from '../formats/file-writer';
import { type Batch, isShort, type LogRef } from '../model/batches';
import { partName } from '../model/location';
import { nothingOmitted, sumOf } from '../model/omissions';
import { filtersOf, tenantOf, type WrittenParts } from '../stores/export-record';
import { selectLogs } from '../stores/logs';
import { type PlannedExport, plannedRun, superseded } from './current-run';
import type { ActivityDeps } from './deps';
import { createPartWriter } from './part-writer';

type Written = Pick<WrittenParts, 'parts' | 'omitted'>;

/** A part is closed by the log that fills it. */
const ROOM_FOR_THE_LAST = 256 * 1024;

/**
 * Reads one batch by its bounds, writes it in the export's format in bounded memory, uploads it and records it. The batch
 * is one part, or several where its bytes are many; while a part is on its way, the next one is read, or the next batch,
 * whose first logs have been asked for by then.
 */
export function createWriteBatch(deps: ActivityDeps) {
  const reading = pLimit(deps.limits.batchesAtOnce);
  return async ({ index, ...ref }: WriteBatchInput, signal: AbortSignal): Promise<WrittenBatch> => {
    const record = await plannedRun(deps.exports.findBatchForRun(ref, index));
    const [batch] = record.plan.batches;
    if (!batch) throw superseded();
    const { parts, omitted } = writtenOf(batch) ?? (await writeParts(deps, record, { batch, index, signal, reading }));
    const written = { parts, omitted, planned: batch.rows };
    if (!batch.parts && !(await deps.exports.recordParts(ref, index, written))) throw superseded();
    return {
      rows: parts.reduce((sum, part) => sum + part.rows, 0),
      bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
      skipped: sumOf(omitted.skipped),
    };
  };
}

const writtenOf = ({ parts, omitted = nothingOmitted() }: Batch): Written | null => parts && { parts, omitted };

async function writeParts(
  { logs, objects, limits }: ActivityDeps,
  record: PlannedExport,
  { batch, index, signal, reading }: { batch: Batch; index: number; signal: AbortSignal; reading: Limit },
): Promise<Written> {
  const { fetching, digest } = record.plan;
  const selection = selectLogs(tenantOf(record), filtersOf(record), record.data_cutoff_at ?? undefined);
  const writer = fileWriter(record);
  const omitted = nothingOmitted();
  const nameOf = (piece: number) => partName(digest, { batch: index, piece }, record);
  const parts = createPartWriter({ folder: openFolder(objects, record), writer, nameOf, signal });

  const pages = logs.readBatch(selection, batch, { projection: writer.projection, fetching });
  const first = pages.next();
  first.catch(() => undefined); // Handled where it is awaited.
  const read = async () => {
    const likelyBytes = Math.min(limits.partBytes, batch.rows * fetching.rowBytes) + ROOM_FOR_THE_LAST;
    const collected = writer.rows(omitted, likelyBytes);
    let rows = 0;
    let oldest: LogRef | null = null;
    let newest: Uint8Array | null = null;
    const close = async () => {
      if (!oldest || !newest) return;
      await parts.add(collected.take(), { rows, ends: { first: oldest, last: refOfLog(newest) } });
      [rows, oldest] = [0, null];
    };
    for (let page = await first; !page.done; page = await pages.next()) {
      signal.throwIfAborted();
      for (const log of page.value) {
        if (!collected.add(log)) continue;
        rows += 1;
        oldest ??= refOfLog(log);
        newest = log;
        if (collected.bytes() >= limits.partBytes) await close();
      }
    }
    await close();
  };
  try {
    await (isShort(batch.rows, fetching.rowBytes) ? read() : Promise.race([reading(read), aborted(signal)]));
    return { parts: await parts.end(), omitted };
  } finally {
    // What a cancelled export has written is deleted once its activities have ended: none may end with an upload under way.
    await Promise.allSettled([pages.return(undefined), parts.quiet()]);
  }
}

/** Rejects once the signal is aborted: what waits for a turn need not have it to end. */
async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}
