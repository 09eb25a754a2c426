import type { Asked } from '../exports/deps';
import { ServiceError } from '../model/errors';
import type { WebhooksDeps } from './deps';
import { findWebhook } from './read';

/** Sends a delivery again, under the same id: at once, and then by the usual schedule until it is taken. */
export async function replayDelivery(
  deps: WebhooksDeps,
  asked: Asked,
  { id, delivery: deliveryId }: { id: string; delivery: string },
): Promise<void> {
  const delivery = await deps.deliveries.find(asked.actor.tenant, id, deliveryId);
  if (!delivery) {
    throw new ServiceError('not_found', 'There is no delivery with this id.', { param: 'delivery' });
  }
  const webhook = await findWebhook(deps, asked, id);
  if (webhook.disabled) {
    throw new ServiceError('wrong_status', 'The webhook is disabled, and sends nothing. Enable it first.');
  }
  await deps.dispatch.again(delivery);
}
