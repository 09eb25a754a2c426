import { Storage } from '@google-cloud/storage';
import type { Config } from '../../config';
import type { Patience } from '../port';
import { SigningAuth } from './signing-auth';

/**
 * Google's client. The library retries a call a few times; for longer outages Temporal retries the activity, or the
 * client its request.
 */
export function openStorage(config: Config, { timeoutMs, retries }: Patience): Storage {
  return new Storage({
    authClient: new SigningAuth(config.IAM_CREDENTIALS_ENDPOINT),
    ...(config.GCS_API_ENDPOINT && {
      apiEndpoint: config.GCS_API_ENDPOINT,
      useAuthWithCustomEndpoint: config.GCS_API_ENDPOINT_AUTH,
    }),
    // Without this the library never settles a call whose attempt outlasts its total timeout.
    retryOptions: { autoRetry: true, maxRetries: retries, totalTimeout: Infinity, maxRetryDelay: 8 },
    timeout: timeoutMs,
  });
}
