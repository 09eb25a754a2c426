import { ApplicationFailure } from '@temporalio/activity';
import type { TriedWebhook, TryWebhookInput } from '../contract/workflow';
import { createPlaces } from '../webhooks/places';
import { sendDelivery } from '../webhooks/send';
import type { ActivityDeps } from './deps';

/** No fault of the try: Temporal puts it back into the queue, for a while that grows. */
const noPlace = () =>
  ApplicationFailure.create({
    message: 'The organisation has as many tries under way as it may.',
    type: 'no_place',
    category: 'BENIGN',
  });

/** One try to send an event to a webhook, and what comes after it. */
export function createTryWebhook({ metrics, ...deps }: ActivityDeps) {
  const places = createPlaces();
  return async (input: TryWebhookInput): Promise<TriedWebhook> => {
    const sent = await sendDelivery({ ...deps, places }, input);
    if (sent === null) throw noPlace();
    if (sent.result) metrics.webhookTries.inc({ result: sent.result });
    return { againInSeconds: sent.againInSeconds };
  };
}
