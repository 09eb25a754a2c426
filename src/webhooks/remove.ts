import type { Asked } from '../exports/deps';
import type { WebhooksDeps } from './deps';
import { noSuchWebhook } from './read';

/** Deletes a webhook with its deliveries: what is still to be sent is not sent any more. */
export async function removeWebhook(
  { webhooks, deliveries }: WebhooksDeps,
  { actor, about }: Asked,
  id: string,
): Promise<void> {
  const removed = await webhooks.delete(actor.tenant, id);
  if (!removed) throw noSuchWebhook();
  about.workspaceId = removed.workspace_id;
  await deliveries.removeOf(id);
}
