import type { UpdateWebhook } from '../contract/webhooks';
import type { Asked } from '../exports/deps';
import type { WebhookChange, WebhookRecord } from '../stores/webhooks';
import { requireReachable } from './check-url';
import type { WebhooksDeps } from './deps';
import { findWebhook, noSuchWebhook } from './read';

/** Changes a webhook; one that is enabled begins anew, whatever failed before. */
export async function updateWebhook(
  deps: WebhooksDeps,
  asked: Asked,
  id: string,
  { enabled, url, events, description }: UpdateWebhook,
): Promise<WebhookRecord> {
  const before = await findWebhook(deps, asked, id);
  if (url !== undefined) await requireReachable(url, deps.addresses);
  const change: WebhookChange = {
    ...(url !== undefined && { url }),
    ...(events !== undefined && { events }),
    ...(description !== undefined && { description }),
    ...(enabled === true && { disabled: null, failing_since: null }),
    ...(enabled === false && !before.disabled && { disabled: { at: new Date(), reason: 'Disabled by request.' } }),
  };
  const changed = await deps.webhooks.update(asked.actor.tenant, id, change);
  if (!changed) throw noSuchWebhook();
  return changed;
}
