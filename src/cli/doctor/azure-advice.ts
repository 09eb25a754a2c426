import type { Config } from '../../config';
import { lazyClients } from '../../objects/azure/client';
import { keepsConditions, scopeOf } from '../../objects/azure/probes';
import type { StoreAdvice } from './advice';
import { fail, ok } from './checks';

const PATIENCE = { timeoutMs: 10_000, retries: 1 };

/** What gives an identity what the service needs, as it is pasted. */
const rolesFor = (account: string, container: string) =>
  `az role assignment create --assignee IDENTITY --role "Storage Blob Data Contributor" --scope ACCOUNT_ID/blobServices/default/containers/${container}; ` +
  `az role assignment create --assignee IDENTITY --role "Storage Blob Delegator" --scope ACCOUNT_ID; ` +
  `where ACCOUNT_ID is what az storage account show --name ${account} --query id prints`;

export const azureAdvice = (config: Config): StoreAdvice => ({
  organisations: [
    ...(config.AZURE_ORGANISATION_CONTAINERS?.keys() ?? []),
    ...(config.AZURE_ORGANISATION_ENCRYPTION_SCOPES?.keys() ?? []),
  ],
  join: 'join',
  remedy(fault, _step, { bucket }, organisation) {
    const [account, container] = bucket.split('/') as [string, string];
    if (fault.code === 'bucket_not_found') {
      return 'Check AZURE_STORAGE_CONTAINER, AZURE_ORGANISATION_CONTAINERS and AZURE_STORAGE_ACCOUNT, or make the container.';
    }
    if (fault.code === 'storage_permission_denied') {
      const scope = config.AZURE_ORGANISATION_ENCRYPTION_SCOPES?.get(organisation ?? '');
      const ofScope = scope ? ` See that the encryption scope ${scope} and its key are enabled.` : '';
      return `${fault.message} The roles: ${rolesFor(account, container)}.${ofScope}`;
    }
    return 'Check the network, AZURE_STORAGE_ACCOUNT, AZURE_STORAGE_SERVICE_ENDPOINT and the Azure credentials.';
  },
  sign:
    'Give the identity of the service the role Storage Blob Delegator on the storage account, or set ' +
    'AZURE_STORAGE_CONNECTION_STRING with its key.',
  badUrl: "Check this machine's clock, AZURE_SIGNED_URL_ENDPOINT, and whether the account permits SAS.",
  farUrl: 'Try from where clients are; where they should go elsewhere, set AZURE_SIGNED_URL_ENDPOINT.',
  own({ bucket, folder }, organisation) {
    const clients = lazyClients(config, PATIENCE);
    const [account, container] = bucket.split('/') as [string, string];
    const placed = (name: string) => ({ client: () => clients(account), container, blob: `${folder}/${name}` });
    return [
      {
        name: 'conditional write',
        remedy: () => 'Check the network, and that the Azure credentials may write.',
        async run() {
          if (await keepsConditions(placed('condition.txt'))) return ok('a blob is not overwritten unseen');
          return fail('the endpoint ignores If-None-Match: two workers may overwrite each other', 'Use Azure itself.');
        },
      },
      {
        name: 'encryption',
        remedy: () => 'Enable the encryption scope and its key in Key Vault.',
        async run() {
          const wanted = config.AZURE_ORGANISATION_ENCRYPTION_SCOPES?.get(organisation ?? '');
          const scope = await scopeOf(placed('encryption.txt'), wanted);
          if (wanted === undefined) return ok(`by ${scope ?? "the account's key"}`);
          return scope === wanted
            ? ok(`by the encryption scope ${scope}`)
            : fail(`the encryption scope ${wanted} is not used`, 'Make the scope in the storage account.');
        },
      },
    ];
  },
});
