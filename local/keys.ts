import { loadConfig } from '../src/config';
import { scopes } from '../src/contract/scopes';
import { openDatabases } from '../src/stores/databases';
import { createKeyStore } from '../src/stores/keys';

export interface LocalKeys {
  /** All scopes but `admin`, one workspace. */
  apiKey: string;
  /** All scopes, every workspace. */
  adminApiKey: string;
}

const organisationId = 'org_local';
const workspaceId = 'ws_local';

/** Makes two API keys under this name, and revokes those that an earlier run made under it. `env`: as the API has it. */
export async function makeLocalKeys(env: NodeJS.ProcessEnv, name: string): Promise<LocalKeys> {
  const databases = openDatabases(loadConfig(env));
  try {
    const keys = createKeyStore(databases.own);
    const earlier = (await keys.listAll()).filter((key) => key.name === name && key.revoked_at === null);
    const member = await keys.create({
      name,
      tenant: { organisationId, workspaceId },
      scopes: scopes.filter((scope) => scope !== 'admin'),
    });
    const admin = await keys.create({ name, tenant: { organisationId, workspaceId: null }, scopes: [...scopes] });
    for (const key of earlier) await keys.revoke(key._id);
    return { apiKey: member.key, adminApiKey: admin.key };
  } finally {
    await databases.close();
  }
}
