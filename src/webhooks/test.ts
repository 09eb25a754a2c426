import { randomBytes } from 'node:crypto';
import type { TestMessage } from '../contract/webhook-events';
import { TEST_EVENT } from '../model/webhook-events';
import type { Asked } from '../exports/deps';
import type { DeliveryRecord } from '../stores/deliveries';
import type { WebhooksDeps } from './deps';
import { findWebhook } from './read';

/** Sends a test event, once, whether the webhook is enabled or not; how it went shows among its deliveries. */
export async function testWebhook(deps: WebhooksDeps, asked: Asked, id: string): Promise<DeliveryRecord> {
  const { deliveries, dispatch } = deps;
  const webhook = await findWebhook(deps, asked, id);
  const message: TestMessage = {
    type: TEST_EVENT,
    timestamp: new Date().toISOString(),
    data: { id, object: 'webhook' },
  };
  const delivery = await deliveries.insert(webhook, {
    _id: `msg_${randomBytes(16).toString('hex')}`,
    type: TEST_EVENT,
    body: JSON.stringify(message),
  });
  try {
    await dispatch.start(delivery);
  } catch (error) {
    await deliveries.remove(delivery._id);
    throw error;
  }
  return delivery;
}
