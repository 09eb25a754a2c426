import type * as azureClient from '@azure/storage-blob' with { 'resolution-mode': 'import' };
import type {
  BlobServiceClient,
  BlockBlobClient,
  BlockBlobStageBlockFromURLOptions,
  StorageSharedKeyCredential,
  UserDelegationKey,
} from '@azure/storage-blob' with { 'resolution-mode': 'import' };
import { rethrow, rethrowOfSigning } from './faults';

type Azure = typeof azureClient;

/** As every credential of @azure/identity has it. */
interface TokenCredential {
  getToken(scopes: string): Promise<{ token: string } | null>;
}

export interface Download {
  container: string;
  blob: string;
  saveAs: string;
  contentType: string;
}

/** What lets Azure itself read a blob that it copies. */
export interface CopySource extends Pick<BlockBlobStageBlockFromURLOptions, 'sourceAuthorization'> {
  url: string;
}

export interface Signer {
  signDownload(download: Download): Promise<{ url: string; expiresAt: Date }>;
  copySource(blob: Pick<BlockBlobClient, 'url' | 'containerName' | 'name'>): Promise<CopySource>;
}

interface Signing {
  azure: Azure;
  account: string;
  /** Lifetime of a download URL. */
  seconds: number;
  /** The URL of a blob as clients reach it. */
  urlOf: (container: string, blob: string) => string;
}

/** Lifetime of what a copy is signed with. */
const COPY_MS = 3_600_000;

/** Signs with the account's key, in this process. */
export function signByKey({ azure, seconds, urlOf }: Signing, key: StorageSharedKeyCredential): Signer {
  const sign = (values: Parameters<Azure['generateBlobSASQueryParameters']>[0]) =>
    azure.generateBlobSASQueryParameters(values, key).toString();
  return {
    signDownload(download) {
      const expiresAt = expiryOf(seconds);
      const url = urlOf(download.container, download.blob);
      return Promise.resolve({ url: `${url}?${sign(valuesOf(azure, url, download, expiresAt))}`, expiresAt });
    },
    copySource({ url, containerName, name }) {
      const permissions = azure.BlobSASPermissions.parse('r');
      const expiresOn = new Date(Date.now() + COPY_MS);
      return Promise.resolve({ url: `${url}?${sign({ containerName, blobName: name, permissions, expiresOn })}` });
    },
  };
}

/** Signs with a key that Azure gives the identity for a while. A copy needs none: it takes the identity's token. */
export function signByIdentity(
  { azure, account, seconds, urlOf }: Signing,
  service: Pick<BlobServiceClient, 'getUserDelegationKey'>,
  credential: TokenCredential,
): Signer {
  const keyUntil = delegationKeys(service);
  return {
    async signDownload(download) {
      const wanted = expiryOf(seconds);
      const key = await keyUntil(wanted).catch(rethrowOfSigning);
      const expiresAt = new Date(Math.min(wanted.getTime(), key.signedExpiresOn.getTime()));
      const url = urlOf(download.container, download.blob);
      const values = valuesOf(azure, url, download, expiresAt);
      return { url: `${url}?${azure.generateBlobSASQueryParameters(values, key, account).toString()}`, expiresAt };
    },
    async copySource({ url }) {
      const found = await credential.getToken(azure.StorageOAuthScopes as string).catch(rethrow);
      return { url, sourceAuthorization: { scheme: 'Bearer', value: found!.token } };
    },
  };
}

const expiryOf = (seconds: number) => new Date((Math.floor(Date.now() / 1_000) + seconds) * 1_000);

/** Without a start, which a clock that is a little ahead would put into the future. */
const valuesOf = (azure: Azure, url: string, { container, blob, saveAs, contentType }: Download, expiresOn: Date) => ({
  containerName: container,
  blobName: blob,
  permissions: azure.BlobSASPermissions.parse('r'),
  expiresOn,
  protocol: url.startsWith('https:') ? azure.SASProtocol.Https : azure.SASProtocol.HttpsAndHttp,
  contentDisposition: `attachment; filename="${saveAs}"`,
  contentType,
});

/** Azure's limit of the life of a user delegation key. */
const LONGEST_MS = 7 * 24 * 3_600_000;
/** A key is asked for from a little earlier on, as this clock may be ahead of Azure's. */
const SKEW_MS = 900_000;
const REUSED_MS = 3_600_000;

/** Gives a key that is valid until a time, as far as Azure lets; one that was given before does, if it lives long enough. */
function delegationKeys(service: Pick<BlobServiceClient, 'getUserDelegationKey'>) {
  let latest: UserDelegationKey | undefined;
  return async (until: Date): Promise<UserDelegationKey> => {
    if (latest && latest.signedExpiresOn >= until) return latest;
    const start = Date.now() - SKEW_MS;
    const end = Math.min(until.getTime() + REUSED_MS, start + LONGEST_MS);
    latest = await service.getUserDelegationKey(new Date(start), new Date(end));
    return latest;
  };
}
