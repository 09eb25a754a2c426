import type { CreateExport } from '../contract/exports';
import { keyOfLog } from '../encode/log-key';
import { Output } from '../encode/output';
import { fileWriter } from '../formats/file-writer';
import { cutBatches } from '../model/cut-batches';
import { deniedFields } from '../model/denied-fields';
import { ExportFault, ServiceError } from '../model/errors';
import { sliceOf } from '../model/filters';
import { hasColumns } from '../model/formats';
import { type Counts, nothingOmitted } from '../model/omissions';
import { nullIfTooSlow } from '../stores/databases';
import type { Counted } from '../stores/export-record';
import { type LogSelection, selectLogs, type Sums } from '../stores/logs';
import type { Asked, ExportsDeps } from './deps';
import { requireFields, workspaceFor } from './rights';
import { checkLookback, countLogs } from './selection';

const SAMPLE_ROWS = 5;
/** Of a format that leaves logs out, so many are looked at. */
const LOOKED_AT = 50;

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
    const { rows, bytes, looked_at, skipped } = sample ?? noRows;
    const { rowEnd, types } = fileWriter(wanted);
    return {
      ...counted,
      sums,
      estimated_bytes:
        sample === null || counted.total === null ? null : Math.round((bytes / Math.max(1, looked_at)) * counted.total),
      looked_at,
      skipped,
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

const noRows = { rows: [], bytes: 0, looked_at: 0, skipped: {} };

/** The first rows of the slice, as an export would write them, and what all that was looked at for them takes. */
async function firstRows(
  { logs, config }: ExportsDeps,
  selection: LogSelection,
  wanted: CreateExport,
): Promise<{ rows: Buffer[]; bytes: number; looked_at: number; skipped: Counts }> {
  const { skip, limit } = sliceOf(wanted.filters, config.EXPORT_MAX_LOGS);
  const count = Math.min(hasColumns(wanted.format) ? SAMPLE_ROWS : LOOKED_AT, limit);
  // One more says where the last row's time ends.
  const keys = logs.keys(selection, skip + count + 1);
  const { batches } = await cutBatches(keys, keyOfLog, { skip, limit: count, rowsPerBatch: count, maxBatches: 2 });
  const writer = fileWriter(wanted);
  const omitted = nothingOmitted();
  const encode = writer.encoder(omitted);
  const out = new Output();
  const rows: Buffer[] = [];
  let [bytes, looked_at] = [0, 0];
  for (const batch of batches) {
    for await (const page of logs.readBatch(selection, batch, { projection: writer.projection })) {
      for (const log of page) {
        looked_at += 1;
        if (!encode(log, out)) continue;
        bytes += out.length;
        if (rows.length < SAMPLE_ROWS) rows.push(out.take());
        else out.length = 0;
      }
    }
  }
  return { rows, bytes, looked_at, skipped: omitted.skipped };
}

/** Refuses where an export of these logs would end at once. Without a row is whoever would wait too long for one. */
function refuseUnreadable(error: unknown): null {
  if (error instanceof ExportFault)
    throw new ServiceError('invalid_request', `filters: ${error.message}`, { param: 'filters' });
  return nullIfTooSlow(error);
}
