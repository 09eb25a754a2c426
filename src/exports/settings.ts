import type { Actor } from '../contract/actor';
import type { SettingsChange } from '../contract/export-settings';
import { deniedFields, type ExportSettings } from '../model/denied-fields';
import { ServiceError } from '../model/errors';
import { fields } from '../model/fields';
import type { Asked, ExportsDeps } from './deps';
import { workspaceFor } from './rights';

type Deps = Pick<ExportsDeps, 'settings'>;

/** The settings, as far as the actor reaches: an admin of one workspace sees those of no other. */
export async function readSettings({ settings }: Deps, actor: Actor): Promise<ExportSettings> {
  return visibleTo(actor, await settings.of(actor.tenant.organisationId));
}

/** Changes what is denied. An admin of one workspace can set what that workspace denies, and nothing else. */
export async function changeSettings(
  { settings }: Deps,
  { actor, about }: Asked,
  change: SettingsChange,
): Promise<ExportSettings> {
  requireReach(actor, change);
  const { before, after } = await settings.change(actor.tenant.organisationId, (found) => changed(found, change));
  about.change = { before: visibleTo(actor, before), after: visibleTo(actor, after) };
  return visibleTo(actor, after);
}

/** Which fields may be exported from a workspace, or from all of the actor's, and which may not. */
export async function fieldRestrictions({ settings }: Deps, actor: Actor, workspaceId: string | undefined) {
  const workspace = workspaceFor(actor, workspaceId);
  const denied = deniedFields(await settings.of(actor.tenant.organisationId), workspace);
  const allowed = fields.map(({ name }) => name).filter((name) => !denied.includes(name));
  return { denied_fields: denied, allowed_fields: allowed };
}

function visibleTo({ tenant }: Actor, settings: ExportSettings): ExportSettings {
  if (tenant.workspaceId === null) return settings;
  const own = Object.entries(settings.workspaces).filter(([id]) => id === tenant.workspaceId);
  return { ...settings, workspaces: Object.fromEntries(own) };
}

function requireReach({ tenant }: Actor, change: SettingsChange): void {
  if (tenant.workspaceId === null) return;
  const { workspaces = {}, ...ofOrganisation } = change;
  const foreign =
    Object.keys(ofOrganisation)[0] ?? (Object.keys(workspaces).some((id) => id !== tenant.workspaceId) && 'workspaces');
  if (!foreign) return;
  const message = `${foreign} is not for a key of one workspace to set: it can set what its own workspace denies.`;
  throw new ServiceError('workspace_forbidden', message, { param: foreign });
}

function changed(before: ExportSettings, change: SettingsChange): ExportSettings {
  const workspaces = Object.entries({ ...before.workspaces, ...change.workspaces });
  return {
    denied_fields: change.denied_fields ?? before.denied_fields,
    workspaces_decide: change.workspaces_decide ?? before.workspaces_decide,
    workspaces: Object.fromEntries(workspaces.flatMap(([id, own]) => (own ? [[id, own]] : []))),
  };
}
