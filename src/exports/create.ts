import type { CreateExport } from '../contract/exports';
import { packagingOf } from '../model/formats';
import type { Location } from '../model/location';
import type { Counted, OfSchedule } from '../stores/export-record';
import type { Asked, ExportsDeps } from './deps';
import { requireFields, workspaceFor } from './rights';
import { checkLookback, countLogs } from './selection';

/** What an export has from the window that it is made for. */
export interface ForWindow {
  ofSchedule: OfSchedule;
  location: Location;
}

/**
 * Creates an export under this id, as a draft, and answers how many logs it will hold, and how many match. One that is there
 * already stays as it is.
 */
export async function createExport(
  deps: ExportsDeps,
  { actor, about }: Asked,
  { filters, requested_data, workspace_id, description, relative_range, ...file }: CreateExport,
  id: string,
  forWindow?: ForWindow,
): Promise<Counted & { id: string }> {
  const tenant = { ...actor.tenant, workspaceId: workspaceFor(actor, workspace_id ?? undefined) };
  await requireFields(deps, actor, tenant, { format: file.format, requested_data });
  about.workspaceId = tenant.workspaceId;
  checkLookback(actor, { filters, tenant, config: deps.config });
  const counted = await deps.inTurn(tenant.organisationId, () => countLogs(deps, tenant, filters));
  const created = {
    id,
    tenant,
    createdBy: actor,
    filters,
    requested_data,
    format: file.format,
    compression: packagingOf(file).compression,
    csv_formulas: file.csv_formulas ?? null,
    description: description ?? null,
    relative_range: relative_range ?? null,
    ...forWindow,
  };
  await deps.exports.insert({ ...created, ...counted });
  return { id, ...counted };
}
