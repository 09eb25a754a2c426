import { once } from 'node:events';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { crc32c } from '@node-rs/crc32';
import pLimit, { type Limit } from 'p-limit';
import type { WriteBatchInput, WrittenBatch } from '../contract/workflow';
import { compileLineEncoder } from '../encode/line';
import { Output } from '../encode/output';
import { type Batch, isShort, type Part } from '../model/batches';
import { columnsFor, projectionFor } from '../model/fields';
import { filtersOf, tenantOf } from '../stores/export-record';
import { selectLogs } from '../stores/logs';
import { partsOf, type PlannedExport, plannedRun, superseded } from './current-run';
import type { ActivityDeps } from './deps';

const compress = promisify(gzip);

/** A part is closed by the log that fills it. */
const ROOM_FOR_THE_LAST = 256 * 1024;

/**
 * Reads one batch by its bounds, turns it into JSON lines in bounded memory, uploads it and records it. The batch is
 * one part, or several where its bytes are many; while a part is on its way, the next one is read, or the next batch,
 * whose first logs have been asked for by then.
 */
export function createWriteBatch(deps: ActivityDeps) {
  const reading = pLimit(deps.limits.batchesAtOnce);
  return async ({ index, ...ref }: WriteBatchInput, signal: AbortSignal): Promise<WrittenBatch> => {
    const record = await plannedRun(deps.exports.findBatchForRun(ref, index));
    const [batch] = record.plan.batches;
    if (!batch) throw superseded();
    const parts = batch.parts ?? (await writeParts(deps, record, { batch, index, signal, reading }));
    const written = { parts, planned: batch.rows };
    if (!batch.parts && !(await deps.exports.recordParts(ref, index, written))) throw superseded();
    return {
      rows: parts.reduce((sum, part) => sum + part.rows, 0),
      bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
    };
  };
}

async function writeParts(
  { logs, files, limits }: ActivityDeps,
  record: PlannedExport,
  { batch, index, signal, reading }: { batch: Batch; index: number; signal: AbortSignal; reading: Limit },
): Promise<Part[]> {
  const columns = columnsFor(record.requested_data);
  const encode = compileLineEncoder(columns);
  const selection = selectLogs(tenantOf(record), filtersOf(record), record.data_cutoff_at ?? undefined);
  const { nameOf, contentType } = partsOf(record);

  const parts: Part[] = [];
  let upload: Promise<void> = Promise.resolve();
  const finishPart = async (lines: Buffer, rows: number) => {
    await upload;
    signal.throwIfAborted();
    const piece = parts.length;
    upload = (async () => {
      const content = record.format === 'jsonl.gz' ? await compress(lines) : lines;
      const checksum = crc32c(content);
      const stored = await files.put(nameOf(index, piece), content, { contentType, crc32c: checksum });
      parts[piece] = { rows, bytes: content.length, crc32c: checksum, generation: stored.generation };
    })();
    upload.catch(() => undefined); // met where it is awaited
  };

  const { fetching } = record.plan;
  const pages = logs.readBatch(selection, batch, { projection: projectionFor(columns), fetching });
  const first = pages.next();
  first.catch(() => undefined); // met where it is awaited
  const read = async () => {
    const likelyBytes = fetching && Math.min(limits.partBytes, batch.rows * fetching.rowBytes) + ROOM_FOR_THE_LAST;
    const out = new Output(likelyBytes);
    let rows = 0;
    for (let page = await first; !page.done; page = await pages.next()) {
      signal.throwIfAborted();
      for (const log of page.value) {
        encode(log, out);
        rows += 1;
        if (out.length < limits.partBytes) continue;
        await finishPart(out.take(), rows);
        rows = 0;
      }
    }
    if (rows > 0) await finishPart(out.take(), rows);
  };
  try {
    await (isShort(batch.rows, fetching?.rowBytes) ? read() : Promise.race([reading(read), aborted(signal)]));
    await upload;
  } finally {
    // What a cancelled export has written is deleted once its activities have ended: none may end with an upload under way.
    await Promise.allSettled([pages.return(undefined), upload]);
  }
  return parts;
}

/** Rejects once the signal is aborted: what waits for a turn need not have it to end. */
async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}
