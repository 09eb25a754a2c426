import { TEST_EVENT } from '../model/webhook-events';
import type { TryResult } from '../contract/webhooks';
import type { TriedWebhook, TryWebhookInput } from '../contract/workflow';
import { version } from '../process/version';
import type { DeliveryRecord, DeliveryTry } from '../stores/deliveries';
import type { WebhookRecord } from '../stores/webhooks';
import type { SendingDeps } from './deps';
import { disableAfter } from './disable';
import { failureInWords } from './failure-in-words';
import { post } from './post';
import { pauseBefore } from './retry-after';
import { KeyMissingError } from './sealer';
import { signedHeaders } from './signature';

type Sent = TriedWebhook & { result: TryResult | null };

const NOTHING_TO_DO: Sent = { againInSeconds: null, result: null };
const GONE = 410;

/**
 * Tries once to send an event, records how that went, and answers when to try again. Does nothing, and answers null, where
 * the organisation has no place left for a try.
 */
export async function sendDelivery(
  deps: SendingDeps,
  { deliveryId, pauseSeconds }: TryWebhookInput,
): Promise<Sent | null> {
  const { deliveries, webhooks } = deps;
  const delivery = await deliveries.load(deliveryId);
  const webhook = delivery && (await webhooks.load(delivery.webhook_id));
  if (!webhook) return NOTHING_TO_DO;
  const isTest = delivery.type === TEST_EVENT;
  if (webhook.disabled && !isTest) {
    await deliveries.drop(deliveryId);
    return NOTHING_TO_DO;
  }

  const leave = deps.places.take(webhook.organisation_id);
  if (!leave) return null;
  const { retryAfter, ...tried } = await tryOnce(deps, webhook, delivery).finally(leave);
  const result = resultOf(tried);
  if (!isTest) {
    if (result === 'delivered') await webhooks.noteSuccess(webhook._id);
    else await disableAfter(deps, { webhook, delivery, tried });
  }
  const isOver = result === 'delivered' || isTest || tried.status_code === GONE || pauseSeconds === null;
  const againInSeconds = isOver ? null : pauseBefore(pauseSeconds, retryAfter, tried.at);
  await deliveries.recordTry(deliveryId, tried, {
    status: result === 'delivered' ? 'delivered' : isOver ? 'failed' : 'pending',
    next_try_at: againInSeconds === null ? null : new Date(Date.now() + againInSeconds * 1_000),
  });
  return { againInSeconds, result };
}

function resultOf({ status_code }: DeliveryTry): TryResult {
  if (status_code === null) return 'unanswered';
  return status_code >= 200 && status_code < 300 ? 'delivered' : 'refused';
}

async function tryOnce(
  { addresses, sealer }: SendingDeps,
  webhook: WebhookRecord,
  { _id: id, body }: DeliveryRecord,
): Promise<DeliveryTry & { retryAfter?: string | undefined }> {
  const at = new Date();
  if (!sealer) throw new KeyMissingError('WEBHOOK_SECRET_KEYS is not set.');
  const secrets = webhook.secrets
    .filter(({ until }) => until === null || until > at)
    .map(({ sealed }) => sealer.open(sealed, webhook._id));
  const headers = {
    'content-type': 'application/json',
    'user-agent': `logs-export/${version}`,
    ...signedHeaders(secrets, { id, body }, at),
  };
  const took = () => ({ at, duration_ms: Date.now() - at.getTime() });
  try {
    const { status, text, retryAfter } = await post(webhook.url, { headers, body }, addresses);
    const isRedirect = status >= 300 && status < 400;
    const error = isRedirect ? 'Redirects are not followed: change the URL of the webhook.' : null;
    return { ...took(), status_code: status, error, answer: text, retryAfter };
  } catch (error) {
    return { ...took(), status_code: null, error: failureInWords(error), answer: null };
  }
}
