/** The shapes of the webhook endpoints. */
import { z } from 'zod';
import { listTotal, pageQuery } from './pages';
import { deliveredTypes, webhookEvents } from '../model/webhook-events';
import { workspaceId } from './workspace';

const MAX_URL = 2_048;

/** What a URL must be by its form alone; its host's addresses are checked apart from that. */
function urlFault(written: string): string | null {
  if (!URL.canParse(written)) return 'must be a URL such as "https://example.com/hooks/logs"';
  const { protocol, username, password, hash } = new URL(written);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must be an https URL';
  if (username || password) return 'must not hold a user name or password: check the signature instead';
  return hash ? 'must not have a fragment (#…): it is not sent' : null;
}

const url = z
  .string()
  .max(MAX_URL)
  .superRefine((written, context) => {
    const message = urlFault(written);
    if (message) context.addIssue({ code: 'custom', message });
  })
  .describe('Where events are sent: https, at a public address. The operator may allow other hosts, and http to them.')
  .meta({ format: 'uri' });

const events = z
  .array(z.enum(webhookEvents))
  .min(1, 'must name at least one event')
  .max(2 * webhookEvents.length)
  .transform((named) => [...new Set(named)])
  .describe('The events that are sent.');
const description = z.string().max(1_000).nullable().describe('A note for people.');

export const webhookBody = z
  .strictObject({
    url,
    events,
    description: description.optional(),
    workspace_id: workspaceId
      .nullish()
      .describe('The workspace whose events are sent. Default: all that the key reaches.'),
  })
  .meta({ id: 'CreateWebhook' });
export type CreateWebhook = z.output<typeof webhookBody>;

export const webhookChange = z
  .strictObject({
    url: url.optional(),
    events: events.optional(),
    description: description.optional(),
    enabled: z.boolean().optional().describe('False: events are dropped until it is true again.'),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    error: 'must name at least one of url, events, description, enabled',
  })
  .meta({ id: 'UpdateWebhook' });
export type UpdateWebhook = z.output<typeof webhookChange>;

export const webhookParams = z.strictObject({ id: z.string().describe('The id of the webhook.') });
export const deliveryParams = z.strictObject({
  id: z.string().describe('The id of the webhook.'),
  delivery: z.string().describe('The id of the delivery, which the receiver saw as webhook-id.'),
});

const timestamp = z.iso.datetime();

const webhookShape = {
  id: z.string(),
  object: z.literal('webhook'),
  organisation_id: z.string(),
  workspace_id: z.string().nullable().describe('Null: the events of all workspaces.'),
  url: z.string(),
  events: z.array(z.enum(webhookEvents)),
  description: z.string().nullable(),
  enabled: z.boolean(),
  disabled_at: timestamp.nullable(),
  disabled_reason: z.string().nullable().describe('Why it is disabled, in a sentence.'),
  failing_since: timestamp.nullable().describe('Since when every try has failed. After five days it is disabled.'),
  created_at: timestamp,
  last_updated_at: timestamp,
  created_by: z.string().describe('The id of the key that made it.'),
};

export const webhookAnswer = z.strictObject(webhookShape).meta({ id: 'Webhook' });
export type WebhookAnswer = z.output<typeof webhookAnswer>;

const secret = z.string().describe('The secret that signs. It is shown this once.');
export const createdWebhookAnswer = z.strictObject({ ...webhookShape, secret }).meta({ id: 'CreatedWebhook' });

export const rotatedAnswer = z
  .strictObject({
    id: z.string(),
    object: z.literal('webhook'),
    secret,
    earlier_until: timestamp.describe('Until then the earlier secret signs too.'),
  })
  .meta({ id: 'RotatedSecret' });

export const webhookListQuery = z.strictObject(pageQuery);
const count = z.int().min(0);
export const webhookListAnswer = z
  .strictObject({ object: z.literal('list'), ...listTotal, data: z.array(webhookAnswer) })
  .meta({ id: 'WebhookList' });

export const webhookMessage = z
  .strictObject({ message: z.string(), object: z.literal('webhook') })
  .meta({ id: 'WebhookMessage' });

export const deliveryStatuses = ['pending', 'delivered', 'failed', 'dropped'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** How a try ends: with 2xx, another answer, or none. */
export const tryResults = ['delivered', 'refused', 'unanswered'] as const;
export type TryResult = (typeof tryResults)[number];

export const deliveryAnswer = z
  .strictObject({
    id: z.string().describe('Sent as webhook-id, the same for each try.'),
    object: z.literal('webhook_delivery'),
    webhook_id: z.string(),
    type: z.enum(deliveredTypes),
    status: z.enum(deliveryStatuses).describe('dropped: the webhook was disabled before it could be sent.'),
    body: z.string().describe('What is sent.'),
    created_at: timestamp,
    next_try_at: timestamp.nullable(),
    tries: z
      .array(
        z.strictObject({
          at: timestamp,
          status_code: z.int().nullable(),
          duration_ms: count,
          error: z.string().nullable().describe('Why there was no answer.'),
          answer: z.string().nullable().describe('The first 1 KiB of the answer.'),
        }),
      )
      .describe('Oldest first; the last 20.'),
  })
  .meta({ id: 'WebhookDelivery' });
export type DeliveryAnswer = z.output<typeof deliveryAnswer>;

export const deliveryListAnswer = z
  .strictObject({ object: z.literal('list'), ...listTotal, data: z.array(deliveryAnswer) })
  .meta({ id: 'WebhookDeliveryList' });
