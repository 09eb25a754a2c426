import { MongoServerError } from 'mongodb';
import type { CreateExport } from '../contract/exports';
import { keyOfLog } from '../encode/log-key';
import { Output } from '../encode/output';
import { fileWriter } from '../formats/file-writer';
import { cutBatches } from '../model/batches';
import { ExportFault, ServiceError } from '../model/errors';
import { sliceOf } from '../model/filters';
import { nothingOmitted } from '../model/omissions';
import { selectLogs } from '../stores/logs';
import type { Asked, ExportsDeps } from './deps';
import { requireFields, workspaceFor } from './rights';
import { checkLookback, countLogs } from './selection';

const SAMPLE_LOGS = 5;
const MAX_TIME_EXPIRED = 50;

/** What an export would hold: how many logs, and the first of them, as its format writes them, without the ends of lines. */
export async function previewExport(deps: ExportsDeps, { actor }: Pick<Asked, 'actor'>, wanted: CreateExport) {
  const { filters, requested_data, workspace_id } = wanted;
  const tenant = { ...actor.tenant, workspaceId: workspaceFor(actor, workspace_id ?? undefined) };
  await requireFields(deps, actor, tenant, requested_data);
  checkLookback(actor, { filters, tenant, config: deps.config });
  return deps.inTurn(tenant.organisationId, async () => {
    const [counted, without_time] = await Promise.all([
      countLogs(deps, tenant, filters),
      deps.logs.countWithoutTime(tenant).catch(nullIfTooSlow),
    ]);
    const selection = selectLogs(tenant, filters, new Date());
    const sample = counted.total === 0 ? [] : await firstRows(deps, selection, wanted).catch(refuseUnreadable);
    const bytes = sample.reduce((sum, { length }) => sum + length, 0);
    const estimated_bytes = sample.length === 0 ? 0 : Math.round((bytes / sample.length) * counted.total);
    const { rowEnd } = fileWriter(wanted);
    return {
      ...counted,
      estimated_bytes,
      sample: sample.map((row) => row.subarray(0, row.length - rowEnd.length)),
      without_time,
    };
  });
}

/** The first rows of the slice, as an export would write them. */
async function firstRows(
  { logs, config }: ExportsDeps,
  selection: ReturnType<typeof selectLogs>,
  wanted: CreateExport,
): Promise<Buffer[]> {
  const { skip, limit } = sliceOf(wanted.filters, config.EXPORT_MAX_LOGS);
  const count = Math.min(SAMPLE_LOGS, limit);
  const keys = logs.keys(selection, skip + count);
  const { batches } = await cutBatches(keys, keyOfLog, { skip, limit: count, rowsPerBatch: count, maxBatches: 2 });
  const writer = fileWriter(wanted);
  const encode = writer.encoder(nothingOmitted());
  const out = new Output();
  const rows: Buffer[] = [];
  for (const batch of batches) {
    for await (const page of logs.readBatch(selection, batch, { projection: writer.projection })) {
      for (const log of page) {
        if (encode(log, out)) rows.push(out.take());
      }
    }
  }
  return rows;
}

/** MongoDB gave the query up, as it was told to. */
function nullIfTooSlow(error: unknown): null {
  if (error instanceof MongoServerError && error.code === MAX_TIME_EXPIRED) return null;
  throw error;
}

/** An export of these logs would end at once. */
function refuseUnreadable(error: unknown): never {
  if (error instanceof ExportFault)
    throw new ServiceError('invalid_request', `filters: ${error.message}`, { param: 'filters' });
  throw error;
}
