import type { Actor } from '../contract/actor';
import type { KeyStore } from '../stores/keys';
import type { ExportsDeps } from './deps';

interface Deps extends Pick<ExportsDeps, 'exports'> {
  keys: Pick<KeyStore, 'workspaces' | 'namesOf'>;
}

/** The workspaces of the exports that the actor may see, and their creators, by name if there is one. */
export async function exportAccess({ exports, keys }: Deps, { tenant }: Actor) {
  const { organisationId, workspaceId } = tenant;
  const [origins, ofKeys] = await Promise.all([
    exports.origins(tenant),
    workspaceId === null ? keys.workspaces(organisationId) : [workspaceId],
  ]);
  const names = await keys.namesOf(organisationId, origins.creators);
  return {
    workspaces: [...new Set([...origins.workspaces, ...ofKeys])].sort(),
    people: origins.people.sort(),
    creators: origins.creators.map((id) => ({ id, name: names.get(id) ?? null })),
  };
}
