import type { Config } from '../../config';
import { placesOf } from '../../model/location';
import type { Patience, Store } from '../port';
import { accountOf } from './account';
import { lazyClients } from './client';
import { openAzureFolder, pingAzure } from './folder';

/** Azure Blob Storage, as it is configured. A bucket is `account/container`: an account has containers of its own. */
export function azureObjects(config: Config, patience: Patience): Store {
  const clientOf = lazyClients(config, patience);
  // Set wherever this is the store of new exports.
  const account = accountOf(config)?.name ?? '';
  const defaultContainer = config.AZURE_STORAGE_CONTAINER ?? '';
  const containers = config.AZURE_ORGANISATION_CONTAINERS;
  return {
    locate: (named) => ({
      store: 'azure',
      bucket: `${account}/${containers?.get(named.tenant.organisationId) ?? defaultContainer}`,
      ...placesOf(config.AZURE_STORAGE_PREFIX, named),
    }),
    open({ bucket, folder, published }, organisationId) {
      const [owner, container] = bucket.split('/') as [string, string];
      const encryptionScope = config.AZURE_ORGANISATION_ENCRYPTION_SCOPES?.get(organisationId);
      return openAzureFolder({ client: () => clientOf(owner), container, folder, published, encryptionScope });
    },
    ping: () => pingAzure(() => clientOf(account), defaultContainer, config.AZURE_STORAGE_PREFIX),
  };
}
