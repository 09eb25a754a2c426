import type { Asked } from '../exports/deps';
import { DAY_MS } from '../model/time';
import type { WebhooksDeps } from './deps';
import { noSuchWebhook } from './read';
import { requireSealer } from './require-sealer';
import { newSecret } from './signature';

/** Gives a webhook a new secret, answered this once. The earlier ones sign beside it for a day. */
export async function rotateSecret(
  deps: WebhooksDeps,
  { actor, about }: Asked,
  id: string,
): Promise<{ secret: string; earlierUntil: Date }> {
  const sealer = requireSealer(deps);
  const secret = newSecret();
  const earlierUntil = new Date(Date.now() + DAY_MS);
  const rotated = await deps.webhooks.rotate(actor.tenant, id, sealer.seal(secret, id), earlierUntil);
  if (!rotated) throw noSuchWebhook();
  about.workspaceId = rotated.workspace_id;
  return { secret, earlierUntil };
}
