import type { DeliveryAnswer, WebhookAnswer } from '../contract/webhooks';
import type { DeliveryRecord } from '../stores/deliveries';
import type { WebhookRecord } from '../stores/webhooks';
import { isoOrNull } from '../model/time';

/** The one shape in which a webhook leaves the API: without its secrets. */
export const presentWebhook = (record: WebhookRecord): WebhookAnswer => ({
  id: record._id,
  object: 'webhook',
  organisation_id: record.organisation_id,
  workspace_id: record.workspace_id,
  url: record.url,
  events: record.events,
  description: record.description,
  enabled: record.disabled === null,
  disabled_at: isoOrNull(record.disabled?.at),
  disabled_reason: record.disabled?.reason ?? null,
  failing_since: isoOrNull(record.failing_since),
  created_at: record.created_at.toISOString(),
  last_updated_at: record.last_updated_at.toISOString(),
  created_by: record.created_by,
});

export const presentDelivery = (record: DeliveryRecord): DeliveryAnswer => ({
  id: record._id,
  object: 'webhook_delivery',
  webhook_id: record.webhook_id,
  type: record.type,
  status: record.status,
  body: record.body,
  created_at: record.created_at.toISOString(),
  next_try_at: isoOrNull(record.next_try_at),
  tries: record.tries.map(({ at, ...tried }) => ({ at: at.toISOString(), ...tried })),
});
