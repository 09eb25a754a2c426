/** The faults of Azure Blob Storage, named where they are met, with their remedies in its own words. */
import { SigningFault, StorageFault } from '../../model/errors';
import { partsLost } from '../content';
import { faultsOf, type Meaning, noAnswerCodes } from '../meanings';

/** An error of Azure's client. Told by its shape, so that the client's code is loaded only where Azure is used. */
interface Failure extends Error {
  /** Azure's, such as `BlobNotFound`; of Node, such as `ECONNRESET`, where there was no answer. */
  code?: string;
  statusCode?: number;
  /** What the headers say: the answer to HEAD has nothing else. */
  details?: { errorCode?: string };
}

const isFailure = (error: unknown): error is Failure => error instanceof Error && error.name === 'RestError';

/** The HTTP status of an answer; null if the error is none. */
export const statusOf = (error: unknown): number | null => (isFailure(error) ? (error.statusCode ?? null) : null);
export const codeOf = (error: unknown): string =>
  isFailure(error) ? (error.code ?? error.details?.errorCode ?? '') : '';

const containerMissing: Meaning = [
  'bucket_not_found',
  'The container does not exist. Create it, or name one that exists in the settings; then start again.',
];
const denied: Meaning = [
  'storage_permission_denied',
  'Azure refuses access to the container. Give the identity of the service the role Storage Blob Data Contributor on it, ' +
    "and see that the account's network rules admit the service; then start again.",
];
const unusable: Meaning = [
  'storage_permission_denied',
  "The service's Azure credentials can't be used. Mend the workload identity, the managed identity or " +
    'AZURE_STORAGE_CONNECTION_STRING; then start again.',
];
const noKeys: Meaning = [
  'storage_permission_denied',
  'The storage account takes no keys. Set AZURE_STORAGE_ACCOUNT in place of AZURE_STORAGE_CONNECTION_STRING, and give ' +
    'the service an identity; then start again.',
];
const expired: Meaning = [
  'storage_permission_denied',
  "The service's Azure token has expired. Azure's client renews it by itself: see that the clock is right.",
  'retryable',
];
const skewed: Meaning = [
  'storage_unavailable',
  "This machine's clock is more than 15 minutes away from Azure's. Set it by NTP.",
  'retryable',
];
const keyRefused: Meaning = [
  'storage_permission_denied',
  'Azure Key Vault refuses the encryption key. Enable the key and its encryption scope, and give the identity of the ' +
    'storage account the role Key Vault Crypto Service Encryption User on the vault; then start again.',
];
const immutable: Meaning = [
  'storage_permission_denied',
  'An immutability policy or a legal hold keeps the blobs of the container. The service has to delete and replace its ' +
    'own: use another container, then start again.',
];
const damaged: Meaning = ['file_mismatch', 'What Azure Blob Storage holds is not what was sent.', 'retryable'];

const byCode: Record<string, Meaning> = {
  ContainerNotFound: containerMissing,
  ContainerBeingDeleted: containerMissing,
  ContainerDisabled: containerMissing,
  KeyBasedAuthenticationNotPermitted: noKeys,
  InvalidAuthenticationInfo: expired,
  InvalidEncryptionScope: keyRefused,
  EncryptionScopeDisabled: keyRefused,
  EncryptionScopeNotFound: keyRefused,
  BlobImmutableDueToPolicy: immutable,
  BlobImmutableDueToLegalHold: immutable,
  Md5Mismatch: damaged,
};

/** Errors of @azure/identity, which are no answers of the store. */
const ofIdentity = /^(AggregateAuthentication|Authentication(Required)?|CredentialUnavailable)Error$/;

/** How Azure words a date that it refuses. */
const ofClock = /too old|not within the valid|time ?frame|key start time/i;

/** Codes of Node and of the HTTP client for a missing answer; the client ends what takes too long. */
const noAnswer = new Set([...noAnswerCodes, 'REQUEST_SEND_ERROR', 'PARSE_ERROR', 'AbortError']);

function meaningOf(error: Error): Meaning | null {
  if (ofIdentity.test(error.name)) return unusable;
  const [status, code] = [statusOf(error), codeOf(error)];
  const named = byCode[code];
  if (named) return named;
  if (code.startsWith('KeyVault')) return keyRefused;
  if (status === null) {
    const why = code || error.name;
    return noAnswer.has(why)
      ? ['storage_unavailable', `Azure Blob Storage can't be reached (${why}).`, 'retryable']
      : null;
  }
  if (code === 'AuthenticationFailed') return ofClock.test(error.message) ? skewed : unusable;
  if (status === 401 || status === 403) return denied;
  return ['storage_unavailable', `Azure Blob Storage answered with ${status} (${code || 'no code'}).`, 'retryable'];
}

const { fault, toFault, rethrow } = faultsOf('azure', meaningOf);
export { rethrow, toFault };

/** A source of a join that is gone, or no longer what its receipt says. */
export const rethrowOfSource = (error: unknown): never => {
  const isLost = codeOf(error) === 'BlobNotFound' || statusOf(error) === 412 || statusOf(error) === 416;
  throw isLost ? partsLost('azure', error) : toFault(error);
};

/** Only an identity asks Azure for a key to sign with. */
export const rethrowOfSigning = (error: unknown): never => {
  const named = toFault(error);
  if (!(named instanceof StorageFault)) throw named;
  const words =
    'Azure refuses a key to sign download URLs with. Give the identity of the service the role Storage Blob Delegator on ' +
    'the storage account; then try again.';
  const isRefused = statusOf(error) === 403 && codeOf(error) !== 'AuthenticationFailed';
  if (isRefused) throw new SigningFault('signing_refused', words, { retryable: false, cause: error }, 'azure');
  throw new SigningFault(named.code, named.message, named.options, 'azure');
};

export const contentMismatch = () => fault(damaged);

export const notConfigured = () =>
  fault([
    'storage_permission_denied',
    'This file is stored in Azure Blob Storage, and AZURE_STORAGE_ACCOUNT is not set. Set it, or ' +
      'AZURE_STORAGE_CONNECTION_STRING.',
  ]);

export const otherAccount = (name: string) =>
  fault([
    'storage_permission_denied',
    `This file is stored in the storage account ${name}, and AZURE_STORAGE_CONNECTION_STRING is of another one. Use an ` +
      'identity that has roles on both.',
  ]);
