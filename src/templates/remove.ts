import type { Asked } from '../exports/deps';
import { ServiceError } from '../model/errors';
import type { TemplatesDeps } from './deps';

/** Deletes a template, or answers 404: another tenant's is as if it were not there. Exports made from it stay. */
export async function removeTemplate(
  { templates }: Pick<TemplatesDeps, 'templates'>,
  { actor, about }: Asked,
  id: string,
): Promise<void> {
  const removed = await templates.delete(actor.tenant, id);
  if (!removed) throw new ServiceError('not_found', 'There is no template with this id.', { param: 'id' });
  about.workspaceId = removed.workspace_id;
}
