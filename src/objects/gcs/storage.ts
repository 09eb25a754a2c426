import { Storage } from '@google-cloud/storage';
import type { Config } from '../../config';
import { SigningAuth } from './signing-auth';

/** For how long one call waits for an answer, and how often it is repeated then. */
export interface StoragePatience {
  timeoutMs: number;
  retries: number;
}

/** A part of many megabytes may have a slow line to go up. */
const WORKER_PATIENCE: StoragePatience = { timeoutMs: 60_000, retries: 3 };

/**
 * Google's client. It repeats calls a few times within the library only; what lasts longer is for Temporal, or for
 * whoever asked, to try again.
 */
export function openStorage(config: Config, { timeoutMs, retries }: StoragePatience = WORKER_PATIENCE): Storage {
  return new Storage({
    authClient: new SigningAuth(config.IAM_CREDENTIALS_ENDPOINT),
    ...(config.GCS_API_ENDPOINT && {
      apiEndpoint: config.GCS_API_ENDPOINT,
      useAuthWithCustomEndpoint: config.GCS_API_ENDPOINT_AUTH,
    }),
    // The library leaves a call without any answer, for good, where an attempt outlasts its total timeout.
    retryOptions: { autoRetry: true, maxRetries: retries, totalTimeout: Infinity, maxRetryDelay: 8 },
    timeout: timeoutMs,
  });
}
