import type { Actor } from '../contract/actor';
import type { Scope } from '../contract/scopes';
import { deniedFields } from '../model/denied-fields';
import { ServiceError } from '../model/errors';
import { contentField } from '../model/fields';
import { fieldsIn, type FormatName, hasColumns } from '../model/formats';
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

/** What is asked of an export's content. */
interface Wanted {
  format: FormatName;
  requested_data: readonly string[];
}

/** Refuses with 403 if the export holds prompts or completions and the actor may not read them. */
export function requireContentScope(actor: Actor, wanted: Wanted): void {
  const field = contentField(fieldsIn(wanted));
  if (field === undefined) return;
  const [what, param] = hasColumns(wanted.format)
    ? [`field ${field}`, 'requested_data']
    : [`format ${wanted.format}`, 'format'];
  requireScope(actor, 'completions', { why: `, which the ${what} needs`, param });
}

/** Refuses with 403 if the actor may not export this from the tenant's logs. */
export async function requireFields(
  { settings }: Pick<ExportsDeps, 'settings'>,
  actor: Actor,
  tenant: Tenant,
  wanted: Wanted,
): Promise<void> {
  requireContentScope(actor, wanted);
  const denied = deniedFields(await settings.of(tenant.organisationId), tenant.workspaceId);
  const field = fieldsIn(wanted).find((name) => denied.includes(name));
  if (field === undefined) return;
  const [remedy, param] = hasColumns(wanted.format)
    ? ['Leave it out', 'requested_data']
    : [`The format ${wanted.format} is made from it: choose another`, 'format'];
  const message = `An admin of your organisation has denied exports of the field ${field}. ${remedy}, or ask an admin to allow it.`;
  throw new ServiceError('field_denied', message, { param });
}

/** The workspace of a request: the actor's own, or the one it names if the actor has all workspaces. */
export function workspaceFor({ tenant }: Actor, requested: string | undefined): string | null {
  const own = tenant.workspaceId;
  if (own === null) return requested ?? null;
  if (requested === undefined || requested === own) return own;
  const message = 'workspace_id names a workspace that this API key does not belong to.';
  throw new ServiceError('workspace_forbidden', message, { param: 'workspace_id' });
}
