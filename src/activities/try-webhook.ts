import type { TriedWebhook, TryWebhookInput } from '../contract/workflow';
import { sendDelivery } from '../webhooks/send';
import type { ActivityDeps } from './deps';

/** One try to send an event to a webhook, and what comes after it. */
export function createTryWebhook({ metrics, ...deps }: ActivityDeps) {
  return async (input: TryWebhookInput): Promise<TriedWebhook> => {
    const sent = await sendDelivery(deps, input);
    if (sent.result) metrics.webhookTries.inc({ result: sent.result });
    return { againInSeconds: sent.againInSeconds };
  };
}
