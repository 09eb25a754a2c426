import { createHash } from 'node:crypto';
import { ObjectId } from 'mongodb';
import { DAY_MS } from '../model/time';
import type { DeliveryRecord, DeliveryTry } from '../stores/deliveries';
import type { WebhookRecord } from '../stores/webhooks';
import type { SendingDeps } from './deps';

const FAILING_DAYS = 5;

/** Notes that a try failed; disables the webhook where its receiver wants that, or has failed for days. */
export async function disableAfter(
  { webhooks, audit }: Pick<SendingDeps, 'webhooks' | 'audit'>,
  { webhook, delivery, tried }: { webhook: WebhookRecord; delivery: DeliveryRecord; tried: DeliveryTry },
): Promise<void> {
  const since = await webhooks.noteFailure(webhook._id, tried.at);
  const reason = reasonToDisable(tried, since);
  if (!reason) return;
  // The entry first, under an id that a second time finds it: once the webhook is disabled, nobody comes back here.
  const change = `${webhook.last_updated_at.toISOString()} ${delivery._id}`;
  const id = new ObjectId(createHash('sha256').update(change).digest('hex').slice(0, 24));
  await audit.appendOnce(id, {
    at: tried.at,
    action: 'webhook.disabled',
    organisation_id: webhook.organisation_id,
    workspace_id: webhook.workspace_id,
    key_id: null,
    target_id: webhook._id,
    result: 'ok',
    request_id: null,
    address: null,
    attempt: null,
    error: reason,
  });
  await webhooks.disable(webhook._id, { at: tried.at, reason });
}

function reasonToDisable({ status_code, at }: DeliveryTry, since: Date): string | null {
  if (status_code === 410) return 'The receiver answered 410 Gone.';
  if (at.getTime() - since.getTime() < FAILING_DAYS * DAY_MS) return null;
  return `Every try has failed since ${since.toISOString()}.`;
}
