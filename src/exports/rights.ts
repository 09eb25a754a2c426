import type { Actor } from '../contract/actor';
import type { Scope } from '../contract/scopes';
import { deniedFields } from '../model/denied-fields';
import { ServiceError } from '../model/errors';
import { contentField } from '../model/fields';
import type { Tenant } from '../model/tenant';
import type { ExportsDeps } from './deps';

/** Refuses with 403 if the actor lacks the scope. */
export function requireScope(
  { scopes }: Pick<Actor, 'scopes'>,
  scope: Scope,
  because: { why?: string; param?: string } = {},
): void {
  if (scopes.includes(scope)) return;
  const { why = '', ...details } = because;
  const message = `This API key lacks the scope ${scope}${why}. Use a key that has it.`;
  throw new ServiceError('scope_missing', message, details);
}

/** Refuses with 403 if the fields hold prompts or completions and the actor may not read them. */
export function requireContentScope(actor: Actor, fieldNames: readonly string[]): void {
  const field = contentField(fieldNames);
  if (field === undefined) return;
  requireScope(actor, 'completions', { why: `, which the field ${field} needs`, param: 'requested_data' });
}

/** Refuses with 403 if the actor may not export these fields from the tenant's logs. */
export async function requireFields(
  { settings }: Pick<ExportsDeps, 'settings'>,
  actor: Actor,
  tenant: Tenant,
  fieldNames: readonly string[],
): Promise<void> {
  requireContentScope(actor, fieldNames);
  const denied = deniedFields(await settings.of(tenant.organisationId), tenant.workspaceId);
  const field = fieldNames.find((name) => denied.includes(name));
  if (field === undefined) return;
  const message = `An admin of your organisation has denied exports of the field ${field}. Leave it out, or ask an admin to allow it.`;
  throw new ServiceError('field_denied', message, { param: 'requested_data' });
}

/** The workspace of a request: the actor's own, or the one it names if the actor has all workspaces. */
export function workspaceFor({ tenant }: Actor, requested: string | undefined): string | null {
  const own = tenant.workspaceId;
  if (own === null) return requested ?? null;
  if (requested === undefined || requested === own) return own;
  const message = 'workspace_id names a workspace that this API key does not belong to.';
  throw new ServiceError('workspace_forbidden', message, { param: 'workspace_id' });
}
