import type { CreateExport } from '../contract/exports';
import { packagingOf } from '../model/formats';
import type { Asked, ExportsDeps } from './deps';
import { requireContentScope, workspaceFor } from './rights';
import { checkLookback, countLogs } from './selection';

/** Creates an export under this id, as a draft, and answers how many logs it will hold, and how many match. */
export async function createExport(
  deps: ExportsDeps,
  { actor, about }: Asked,
  { filters, requested_data, workspace_id, description, relative_range, ...file }: CreateExport,
  id: string,
): Promise<{ id: string; total: number; total_records: number; truncated: boolean }> {
  requireContentScope(actor, requested_data);
  const tenant = { ...actor.tenant, workspaceId: workspaceFor(actor, workspace_id ?? undefined) };
  about.workspaceId = tenant.workspaceId;
  checkLookback(filters, tenant, deps.config);
  const counted = await deps.inTurn(tenant.organisationId, () => countLogs(deps, tenant, filters));
  const created = {
    id,
    tenant,
    createdBy: actor.id,
    filters,
    requested_data,
    format: file.format,
    compression: packagingOf(file).compression,
    csv_formulas: file.csv_formulas ?? null,
    description: description ?? null,
    relative_range: relative_range ?? null,
  };
  await deps.exports.insert({ ...created, ...counted });
  return { id, ...counted };
}
