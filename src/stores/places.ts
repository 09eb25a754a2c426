import { type Bucket, Storage } from '@google-cloud/storage';
import type { Config } from '../config';
import { SigningAuth } from './signing';

/** Where an organisation's objects are kept, and the CMEK key they are encrypted with: null for Google's own. */
export interface Place {
  bucket: Bucket;
  kmsKeyName: string | null;
}

/** For how long one call waits for an answer, and how often it is repeated then. */
export interface StoragePatience {
  timeoutMs: number;
  retries: number;
}

/** A part of many megabytes may have a slow line to go up. */
const WORKER_PATIENCE: StoragePatience = { timeoutMs: 60_000, retries: 3 };

/**
 * Where each organisation's objects go; null asks for everyone's bucket. Calls are repeated a few times within the
 * client library only; what lasts longer is for Temporal, or for whoever asked, to try again.
 */
export function openPlaces(
  config: Config,
  { timeoutMs, retries }: StoragePatience = WORKER_PATIENCE,
): (organisationId: string | null) => Place {
  const storage = new Storage({
    authClient: new SigningAuth(config.IAM_CREDENTIALS_ENDPOINT),
    ...(config.GCS_API_ENDPOINT && {
      apiEndpoint: config.GCS_API_ENDPOINT,
      useAuthWithCustomEndpoint: config.GCS_API_ENDPOINT_AUTH,
    }),
    // The library leaves a call without any answer, for good, where an attempt outlasts its total timeout.
    retryOptions: { autoRetry: true, maxRetries: retries, totalTimeout: Infinity, maxRetryDelay: 8 },
    timeout: timeoutMs,
  });
  return (organisationId) => ({
    bucket: storage.bucket(config.GCS_ORGANISATION_BUCKETS?.get(organisationId ?? '') ?? config.GCS_BUCKET),
    kmsKeyName: config.GCS_ORGANISATION_KMS_KEYS?.get(organisationId ?? '') ?? null,
  });
}
