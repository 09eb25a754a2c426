import { ServiceError } from '../model/errors';
import type { WebhooksDeps } from './deps';
import type { Sealer } from './sealer';

/** Refuses where the installation can't keep a secret. */
export function requireSealer({ sealer }: Pick<WebhooksDeps, 'sealer'>): Sealer {
  if (sealer) return sealer;
  const message = 'Webhooks are not set up here: an operator must set WEBHOOK_SECRET_KEYS.';
  throw new ServiceError('not_configured', message);
}
