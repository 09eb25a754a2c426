import type { CreateExport } from '../contract/exports';
import { keyOfLog } from '../encode/log-key';
import { Output } from '../encode/output';
import type { PartRows } from '../formats/file';
import { fileWriter } from '../formats/file-writer';
import { cutBatches } from '../model/cut-batches';
import { deniedFields } from '../model/denied-fields';
import { ExportFault, ServiceError } from '../model/errors';
import { sliceOf } from '../model/filters';
import { nothingOmitted, type Omitted } from '../model/omissions';
import { nullIfTooSlow } from '../stores/databases';
import type { Counted } from '../stores/export-record';
import { type LogSelection, selectLogs, type Sums } from '../stores/logs';
import type { Asked, ExportsDeps } from './deps';
import { requireFields, workspaceFor } from './rights';
import { checkLookback, countLogs } from './selection';

const SHOWN_ROWS = 5;
/** So many logs are looked at, for their size and for what a format leaves out; fewer where they are large. */
const LOOKED_AT = 50;
const LOOKED_AT_BYTES = 4 * 1024 * 1024;

/** What an export would hold: how many logs, and the first of them, as its format writes them, without the ends of lines. */
export async function previewExport(deps: ExportsDeps, { actor }: Pick<Asked, 'actor'>, wanted: CreateExport) {
  const { filters, workspace_id } = wanted;
  const tenant = { ...actor.tenant, workspaceId: workspaceFor(actor, workspace_id ?? undefined) };
  await requireFields(deps, actor, tenant, wanted);
  checkLookback(actor, { filters, tenant, config: deps.config });
  return deps.inTurn(tenant.organisationId, async () => {
    const [counted, without_time] = await Promise.all([
      countLogs(deps, tenant, filters),
      deps.logs.countWithoutTime(tenant).catch(nullIfTooSlow),
    ]);
    const selection = selectLogs(tenant, filters, new Date());
    const [sums, sample] = await Promise.all([
      sumLogs(deps, selection, counted),
      counted.total === 0 ? noRows : firstRows(deps, selection, wanted).catch(refuseUnreadable),
    ]);
    const { rows, looked_at, omitted, bytesOf } = sample ?? noRows;
    const { rowEnd, types } = fileWriter(wanted);
    return {
      ...counted,
      sums,
      estimated_bytes: sample === null || counted.total === null ? null : bytesOf(counted.total),
      looked_at,
      ...omitted,
      sample: rows.map((row) => row.subarray(0, row.length - rowEnd.length)),
      without_time,
      ...(types && { types }),
    };
  });
}

const notSummed: Sums = { cost: null, total_tokens: null };

/** The sums over the logs that were counted, but for what an admin has denied. */
async function sumLogs(
  { logs, settings }: ExportsDeps,
  selection: LogSelection,
  { total_records, total_records_is_minimum }: Counted,
): Promise<Sums> {
  if (total_records === 0) return total_records_is_minimum ? notSummed : { cost: 0, total_tokens: 0 };
  const { organisationId, workspaceId } = selection.tenant;
  const denied = deniedFields(await settings.of(organisationId), workspaceId);
  const sums = await logs.sumInTime(selection, total_records_is_minimum ? total_records : undefined);
  const allowed = (name: keyof Sums) => (denied.includes(name) ? null : (sums ?? notSummed)[name]);
  return { cost: allowed('cost'), total_tokens: allowed('total_tokens') };
}

interface Sample {
  rows: Buffer[];
  looked_at: number;
  omitted: Omitted;
  /** About how many bytes so many logs take in the file. */
  bytesOf: (total: number) => number;
}

const noRows: Sample = { rows: [], looked_at: 0, omitted: nothingOmitted(), bytesOf: () => 0 };

/** The first rows of the slice, as an export would write them, and what they and those after them take in the file. */
async function firstRows(
  { logs, config }: ExportsDeps,
  selection: LogSelection,
  wanted: CreateExport,
): Promise<Sample> {
  const { skip, limit } = sliceOf(wanted.filters, config.EXPORT_MAX_LOGS);
  const count = Math.min(LOOKED_AT, limit);
  // One more says where the last row's time ends.
  const keys = logs.keys(selection, skip + count + 1);
  const { batches } = await cutBatches(keys, keyOfLog, { skip, limit: count, rowsPerBatch: count, maxBatches: 2 });
  const writer = fileWriter(wanted);
  const omitted = nothingOmitted();
  const encode = writer.encoder(nothingOmitted());
  const out = new Output();
  const rows: Buffer[] = [];
  const [first, all] = [writer.rows(nothingOmitted(), 0), writer.rows(omitted, 0)];
  let looked_at = 0;
  for await (const log of eachLog(batches.map((batch) => logs.readBatch(selection, batch, writer)))) {
    looked_at += 1;
    if (looked_at === 1) first.add(log);
    all.add(log);
    if (rows.length < SHOWN_ROWS && encode(log, out)) rows.push(out.take());
    if (all.bytes() >= LOOKED_AT_BYTES) break;
  }
  if (looked_at === 0) return noRows;
  const packed = async (some: PartRows) => (await some.take()()).content.length;
  const [one, many] = [await packed(first), await packed(all)];
  return { rows, looked_at, omitted, bytesOf: (total) => estimate({ one, many, looked_at }, total) };
}

async function* eachLog(batches: readonly AsyncIterable<Uint8Array[]>[]): AsyncGenerator<Uint8Array, undefined> {
  for (const pages of batches) for await (const page of pages) yield* page;
}

/** The first log brings what every part has but once, and what compression has not seen before. */
function estimate({ one, many, looked_at }: { one: number; many: number; looked_at: number }, total: number) {
  const more = looked_at > 1 ? (many - one) / (looked_at - 1) : one;
  return Math.round(one + more * (total - 1));
}

/** Refuses where an export of these logs would end at once. Without a row is whoever would wait too long for one. */
function refuseUnreadable(error: unknown): null {
  if (error instanceof ExportFault)
    throw new ServiceError('invalid_request', `filters: ${error.message}`, { param: 'filters' });
  return nullIfTooSlow(error);
}
