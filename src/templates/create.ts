import type { CreateTemplate } from '../contract/templates';
import type { Asked } from '../exports/deps';
import { requireFields, workspaceFor } from '../exports/rights';
import { inFreeSlot } from '../exports/slots';
import { ServiceError } from '../model/errors';
import { packagingOf } from '../model/formats';
import type { TemplateRecord } from '../stores/templates';
import type { TemplatesDeps } from './deps';

/** Saves a template under this id. Its maker may export what it asks for; whoever uses it is asked anew. */
export async function createTemplate(
  deps: TemplatesDeps,
  { actor, about }: Asked,
  { name, filters, requested_data, workspace_id, relative_range, ...file }: CreateTemplate,
  id: string,
): Promise<TemplateRecord> {
  const { templates, config } = deps;
  const { organisationId } = actor.tenant;
  const workspaceId = workspaceFor(actor, workspace_id ?? undefined);
  about.workspaceId = workspaceId;
  await requireFields(deps, actor, { ...actor.tenant, workspaceId }, { format: file.format, requested_data });
  const record = {
    _id: id,
    organisation_id: organisationId,
    workspace_id: workspaceId,
    name,
    filters: JSON.stringify(filters),
    requested_data,
    format: file.format,
    compression: packagingOf(file).compression,
    csv_formulas: file.csv_formulas ?? null,
    relative_range: relative_range ?? null,
    created_at: new Date(),
    created_by: actor.id,
    created_by_user: actor.user,
  };
  const limit = config.EXPORT_TEMPLATES_PER_ORGANISATION;
  const inserted = await inFreeSlot(limit, {
    taken: () => templates.takenSlots(organisationId),
    take: (slot) => templates.insert({ ...record, slot }),
  });
  if (inserted === 'full') {
    const message = `The organisation has ${limit} templates, the most it may have. Delete one.`;
    throw new ServiceError('too_many_templates', message);
  }
  return inserted;
}
