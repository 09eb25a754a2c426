import { ServiceError } from '../../model/errors';
import type { ExportSummary } from '../../stores/export-record';
import type { Caller } from '../../stores/keys';
import { SETTLE_AFTER_MS, settleIfEnded } from '../../temporal/settle';
import type { ApiDeps } from '../deps';

/** The record as it stands; one that says `in_progress` and has been quiet is settled from what Temporal says. */
export async function upToDate(deps: ApiDeps, record: ExportSummary): Promise<ExportSummary> {
  const isQuiet = Date.now() - record.last_updated_at.getTime() >= SETTLE_AFTER_MS;
  if (record.status !== 'in_progress' || !isQuiet) return record;
  try {
    const outcome = await settleIfEnded(record, deps);
    if (!outcome) return record;
    const { status, error, errorCode } = outcome;
    return { ...record, status, error, error_code: errorCode, completed_at: new Date() };
  } catch (error) {
    deps.logger.warn({ exportId: record._id, err: error }, 'Temporal could not say how an export stands');
    return record;
  }
}

/** The caller's export, or 404: another tenant's is as if it were not there. */
export async function findExport(deps: ApiDeps, caller: Caller, id: string): Promise<ExportSummary> {
  const record = await deps.exports.find(caller.tenant, id);
  if (!record) throw new ServiceError('not_found', 'There is no export with this id.', { param: 'id' });
  return upToDate(deps, record);
}
