import type { ContainerClient, Pipeline, RequestPolicyFactory } from '@azure/storage-blob' with {
  'resolution-mode': 'import',
};
import type { Config } from '../../config';
import type { Patience } from '../port';
import { type Account, accountNamed } from './account';
import { type Signer, signByIdentity, signByKey } from './signing';

/** Microsoft's client of one storage account, and what signs with the same credentials. */
export interface AzureClient extends Signer {
  container(name: string): ContainerClient;
}

/** The clients by account, loaded at the first call: their code is large, and only an installation on Azure needs it. */
export function lazyClients(config: Config, patience: Patience): (account: string) => Promise<AzureClient> {
  const opened = new Map<string, Promise<AzureClient>>();
  return async (name) => {
    const client = opened.get(name) ?? openClient(accountNamed(name, config), config, patience);
    opened.set(name, client);
    return client;
  };
}

async function openClient(account: Account, config: Config, patience: Patience): Promise<AzureClient> {
  const azure = await import('@azure/storage-blob');
  const credential =
    account.key === null
      ? new (await import('@azure/identity')).DefaultAzureCredential()
      : new azure.StorageSharedKeyCredential(account.name, account.key);
  const pipeline = withTimeout(azure.newPipeline(credential, { retryOptions: retriesOf(patience) }), patience);
  const service = new azure.BlobServiceClient(account.endpoint, pipeline);
  const publicService = new azure.BlobServiceClient(config.AZURE_SIGNED_URL_ENDPOINT ?? account.endpoint);
  const signing = {
    azure,
    account: account.name,
    seconds: config.SIGNED_URL_SECONDS,
    urlOf: (container: string, blob: string) => publicService.getContainerClient(container).getBlobClient(blob).url,
  };
  return {
    container: (name) => service.getContainerClient(name),
    ...('getToken' in credential ? signByIdentity(signing, service, credential) : signByKey(signing, credential)),
  };
}

const retriesOf = ({ retries }: Patience) => ({ maxTries: retries + 1, retryDelayInMs: 500, maxRetryDelayInMs: 5_000 });

/** The library's own timeout is only told to the server. */
function withTimeout(pipeline: Pipeline, { timeoutMs }: Patience): Pipeline {
  const factory: RequestPolicyFactory = {
    create: (next) => ({
      sendRequest(request) {
        request.timeout = timeoutMs;
        return next.sendRequest(request);
      },
    }),
  };
  pipeline.factories.push(factory);
  return pipeline;
}
