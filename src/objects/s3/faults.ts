/** The faults of Amazon S3, named where they are met, with their remedies in its own words. */
import { partsLost } from '../content';
import { faultsOf, type Meaning, noAnswerCodes } from '../meanings';

/** An answer of S3, KMS or STS. Told by its shape, so that the client's code is loaded only where S3 is used. */
interface Answer extends Error {
  $metadata: { httpStatusCode?: number };
}

const isAnswer = (error: Error): error is Answer => '$metadata' in error && statusIn(error as Answer) !== undefined;
const statusIn = ({ $metadata }: Answer) => $metadata.httpStatusCode;

/** The HTTP status of an answer; null if the error is none. */
export const statusOf = (error: unknown): number | null =>
  error instanceof Error && isAnswer(error) ? (statusIn(error) ?? null) : null;

/** S3's code, such as `NoSuchKey`. */
const codeOf = (error: unknown): string => (error instanceof Error ? error.name : '');

const bucketMissing: Meaning = [
  'bucket_not_found',
  'The bucket does not exist. Create it, or name one that exists in the settings; then start again.',
];
const otherRegion: Meaning = [
  'bucket_not_found',
  'The bucket is in another region than AWS_REGION. Set AWS_REGION to the region of the bucket, then start again.',
];
const denied: Meaning = [
  'storage_permission_denied',
  'Amazon S3 refuses access to the bucket. Give the role of the service the policy that `logs-export doctor` prints, ' +
    'then start again.',
];
const unusable: Meaning = [
  'storage_permission_denied',
  "The service's AWS credentials can't be used. Mend the role of the service account (IRSA), the instance profile or " +
    'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; then start again.',
];
const expired: Meaning = [
  'storage_permission_denied',
  "The service's AWS session token has expired. Renew it, or use a role that renews it by itself.",
  'retryable',
];
const skewed: Meaning = [
  'storage_unavailable',
  "This machine's clock is more than 15 minutes away from Amazon's. Set it by NTP.",
  'retryable',
];
const keyRefused: Meaning = [
  'storage_permission_denied',
  'AWS KMS refuses the encryption key. Enable the key, and allow the role of the service kms:GenerateDataKey and ' +
    'kms:Decrypt on it; then start again.',
];
const noRegion: Meaning = [
  'storage_permission_denied',
  'This file is stored in Amazon S3, and AWS_REGION is not set. Set AWS_REGION and the AWS credentials.',
];
const damaged: Meaning = ['file_mismatch', 'What Amazon S3 holds is not what was sent.', 'retryable'];

const byCode: Record<string, Meaning> = {
  NoSuchBucket: bucketMissing,
  PermanentRedirect: otherRegion,
  AuthorizationHeaderMalformed: otherRegion,
  IllegalLocationConstraintException: otherRegion,
  InvalidAccessKeyId: unusable,
  SignatureDoesNotMatch: unusable,
  InvalidToken: unusable,
  InvalidIdentityToken: unusable,
  CredentialsProviderError: unusable,
  TokenProviderError: unusable,
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  RequestTimeTooSkewed: skewed,
  RequestExpired: skewed,
  BadDigest: damaged,
  InvalidDigest: damaged,
};

/** Codes of Node and of the HTTP client for a missing answer. */
const noAnswer = new Set([...noAnswerCodes, 'TimeoutError']);

function meaningOf(error: Error): Meaning | null {
  const named = byCode[error.name];
  if (named) return named;
  if (error.message === 'Region is missing') return noRegion;
  const isThrottled = /throttl|slowdown/i.test(error.name);
  const isOfKms = error.name.startsWith('KMS.') || (error.name === 'AccessDenied' && /\bkms:|KMS/.test(error.message));
  if (isOfKms && !isThrottled) return keyRefused;
  if (isAnswer(error)) {
    const status = statusIn(error)!;
    if (status === 301) return otherRegion;
    if (status === 401 || status === 403) return denied;
    return ['storage_unavailable', `Amazon S3 answered with ${status} (${error.name}).`, 'retryable'];
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return noAnswer.has(code) ? ['storage_unavailable', `Amazon S3 can't be reached (${code}).`, 'retryable'] : null;
}

const { fault, toFault, rethrow } = faultsOf('s3', meaningOf);
export { rethrow, toFault };

/** A source of a join that is gone, or no longer what its receipt says. */
export const rethrowOfSource = (error: unknown): never => {
  if (['NoSuchKey', 'PreconditionFailed', 'InvalidRange'].includes(codeOf(error))) throw partsLost('s3', error);
  throw toFault(error);
};

export const contentMismatch = () => fault(damaged);
