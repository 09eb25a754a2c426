import type { Config } from '../../config';
import { notConfigured, otherAccount } from './faults';

/** A storage account, and how it is reached. */
export interface Account {
  name: string;
  endpoint: string;
  /** Its key; null where the service has an identity instead. */
  key: string | null;
}

/** The account of the settings, or null. */
export function accountOf(config: Config): Account | null {
  const { AZURE_STORAGE_ACCOUNT: name, AZURE_STORAGE_CONNECTION_STRING: connection } = config;
  if (connection) return connection;
  return name ? { name, endpoint: config.AZURE_STORAGE_SERVICE_ENDPOINT ?? publicEndpoint(name), key: null } : null;
}

/** The account that a file was written to: an identity may have roles on several, a key belongs to one. */
export function accountNamed(name: string, config: Config): Account {
  const configured = accountOf(config);
  if (!configured) throw notConfigured();
  if (configured.name === name) return configured;
  if (configured.key !== null) throw otherAccount(name);
  return { name, endpoint: publicEndpoint(name), key: null };
}

const publicEndpoint = (name: string) => `https://${name}.blob.core.windows.net`;
