/** The faults of Google Cloud Storage, named where they are met, with their remedies in its own words. */
import { ApiError } from '@google-cloud/storage';
import { StorageFault } from '../../model/errors';
import { partsLost } from '../content';
import { isSigningError, signingFault } from './signing-auth';

/** The HTTP status of GCS's answer; null if the error is no answer. */
export const statusOf = (error: unknown): number | null =>
  error instanceof ApiError && Number.isInteger(Number(error.code)) ? Number(error.code) : null;

/** Codes of Node and of the HTTP client for a missing answer. */
const noAnswer = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'ERR_STREAM_PREMATURE_CLOSE'],
]);

/** An unreadable key file, missing credentials, and credentials that Google refuses. */
const isUnusable = ({ message, code }: Error & { code?: unknown }) =>
  code === 'ENOENT' || code === 'EACCES' || /Could not load the default credentials|invalid_grant/.test(message);

const codeOf = (error: Error): string | null => ('code' in error && typeof error.code === 'string' ? error.code : null);

/** The named fault behind an error of a call. Any other error is a bug and passes unchanged. */
export function toFault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageFault) return error;
  if (isSigningError(error)) return signingFault(error);
  if (isUnusable(error)) {
    return new StorageFault(
      'storage_permission_denied',
      "The service's Google credentials can't be used. Mend the key file that GOOGLE_APPLICATION_CREDENTIALS names, " +
        'or the workload identity, then start again.',
      { retryable: false, cause: error },
    );
  }
  const status = statusOf(error) ?? statusOfAuth(error);
  if (status === 401 || status === 403) {
    return new StorageFault(
      'storage_permission_denied',
      'Google Cloud Storage refuses access to the bucket. Give the service account the role Storage Object User ' +
        'on it, then start again.',
      { retryable: false, cause: error },
    );
  }
  if (status !== null) {
    const message = `Google Cloud Storage answered with ${status}.`;
    return new StorageFault('storage_unavailable', message, { retryable: true, cause: error });
  }
  const code = codeOf(error);
  if (error.name === 'FetchError' || (code !== null && noAnswer.has(code))) {
    const message = `Google Cloud Storage can't be reached (${code ?? 'no answer'}).`;
    return new StorageFault('storage_unavailable', message, { retryable: true, cause: error });
  }
  return error;
}

/** The HTTP status of Google's token service. */
function statusOfAuth(error: Error): number | null {
  const { name, status } = error as Error & { status?: unknown };
  return name === 'GaxiosError' && typeof status === 'number' ? status : null;
}

/** Throws the fault behind an error; for an answer with this status, the `fault` that it means to this call. */
export const rethrow =
  (meaning: { status: number; fault: (cause: unknown) => StorageFault } | null = null) =>
  (error: unknown): never => {
    if (meaning && statusOf(error) === meaning.status) throw meaning.fault(error);
    throw toFault(error);
  };

/** Uploads and lists are answered with 404 only where there is no such bucket. */
export const bucketMissing = (bucket: string) => ({
  status: 404,
  fault: (cause: unknown) =>
    new StorageFault(
      'bucket_not_found',
      `The bucket ${bucket} does not exist. Create it, or name one that exists in the settings; then start again.`,
      { retryable: false, cause },
    ),
});

export const partMissing = { status: 404, fault: (cause: unknown) => partsLost('gcs', cause) };

export const contentMismatch = () =>
  new StorageFault('file_mismatch', 'What Google Cloud Storage holds is not what was sent.', { retryable: true });
