/** Which fields may not leave an organisation: pure rules over what its admins have set. */
import { fields, findField } from './fields';

/** What an organisation's admins deny; kept and answered as they wrote it. */
export interface ExportSettings {
  denied_fields: string[];
  /** A workspace that has an entry here decides by itself. Otherwise it can only deny more. */
  workspaces_decide: boolean;
  workspaces: Record<string, { denied_fields: string[] }>;
}

export const nothingDenied: ExportSettings = { denied_fields: [], workspaces_decide: false, workspaces: {} };

/** What a name reads: both spellings of a field, and a field and its parts, read the same. */
function sourceOf(name: string): string | undefined {
  const path = findField(name)?.path;
  return path?.startsWith('metrics.metadata') ? 'metrics.metadata' : path;
}

/**
 * The names that may not be exported from a workspace, in every spelling. An export of all workspaces holds logs of each:
 * what one of them denies is denied there.
 */
export function deniedFields(settings: ExportSettings, workspaceId: string | null): string[] {
  const { denied_fields, workspaces_decide, workspaces } = settings;
  const own = workspaceId === null ? undefined : workspaces[workspaceId];
  const others = workspaceId === null ? Object.values(workspaces).flatMap((workspace) => workspace.denied_fields) : [];
  const denied = own && workspaces_decide ? own.denied_fields : [...denied_fields, ...(own?.denied_fields ?? others)];
  const sources = new Set(denied.map(sourceOf));
  return fields.map(({ name }) => name).filter((name) => sources.has(sourceOf(name)));
}
