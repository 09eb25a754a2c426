import { noFieldsFor, type UpdateExport } from '../contract/exports';
import { ServiceError } from '../model/errors';
import { type FormatName, hasColumns } from '../model/formats';
import { type Counted, filtersOf } from '../stores/export-record';
import type { Asked, ExportsDeps } from './deps';
import { afterFiles, dropFiles, dropRest } from './drop-files';
import { findFor, refusedMove } from './read';
import { requireFields, workspaceFor } from './rights';
import { checkLookback, countLogs } from './selection';

const ofSchedule = () =>
  new ServiceError(
    'wrong_status',
    'This export is a window of a schedule, which says what it holds. Change the schedule, or create an export of your own.',
  );

const noColumns = (format: FormatName) =>
  new ServiceError('invalid_request', `requested_data ${noFieldsFor(format)}.`, { param: 'requested_data' });

/** Changes an export that does not run, drops what was written of it, and answers how many logs it will hold. */
export async function updateExport(
  deps: ExportsDeps,
  asked: Asked,
  id: string,
  wanted: UpdateExport,
): Promise<Pick<Counted, 'total'>> {
  const { actor } = asked;
  const record = await findFor('update', deps, asked, id);
  if (record.schedule_id !== undefined) throw ofSchedule();
  const workspaceId =
    wanted.workspace_id === undefined ? record.workspace_id : workspaceFor(actor, wanted.workspace_id ?? undefined);
  const tenant = { ...actor.tenant, workspaceId };
  const { format } = record;
  if (wanted.requested_data && !hasColumns(format)) throw noColumns(format);
  const requested_data = wanted.requested_data ?? record.requested_data;
  await requireFields(deps, actor, tenant, { format, requested_data });
  const filters = wanted.filters ?? filtersOf(record);
  checkLookback(actor, { filters, tenant, config: deps.config });
  const counted = await deps.inTurn(tenant.organisationId, () => countLogs(deps, tenant, filters));
  await dropFiles(deps, record);
  const isMoved = workspaceId !== record.workspace_id;
  const change = {
    ...counted,
    workspace_id: workspaceId,
    filters: JSON.stringify(filters),
    ...(isMoved && { location: null }),
    ...(wanted.requested_data && { requested_data: wanted.requested_data }),
    ...(wanted.description !== undefined && { description: wanted.description }),
    // Other filters without a word about their range: it is not the one that was chosen then.
    ...((wanted.filters ?? wanted.relative_range) !== undefined && { relative_range: wanted.relative_range ?? null }),
  };
  const updated = await afterFiles(record, deps.exports.update(actor.tenant, id, change));
  if (!updated) throw await refusedMove('update', deps, actor, id);
  // It will write to another workspace's folder: what a failed run composed in the old one would never be found again.
  if (isMoved) await dropRest(deps, record);
  return { total: counted.total };
}
