import type { Asked } from '../exports/deps';
import type { Actor } from '../contract/actor';
import { ServiceError } from '../model/errors';
import type { DeliveryRecord } from '../stores/deliveries';
import type { Counted } from '../stores/page';
import type { WebhookRecord } from '../stores/webhooks';
import type { WebhooksDeps } from './deps';

interface Page {
  page_size: number;
  current_page: number;
}

export const noSuchWebhook = () => new ServiceError('not_found', 'There is no webhook with this id.', { param: 'id' });

/** The actor's webhook, or 404: another tenant's is as if it were not there. */
export async function findWebhook(
  { webhooks }: Pick<WebhooksDeps, 'webhooks'>,
  { actor: { tenant }, about }: Asked,
  id: string,
): Promise<WebhookRecord> {
  const record = await webhooks.find(tenant, id);
  if (!record) throw noSuchWebhook();
  about.workspaceId = record.workspace_id;
  return record;
}

/** A page of the actor's webhooks, newest first. */
export const listWebhooks = ({ webhooks }: Pick<WebhooksDeps, 'webhooks'>, { tenant }: Actor, page: Page) =>
  webhooks.list(tenant, page);

/** A page of what was sent, or is to be, to one of the actor's webhooks, newest first. */
export async function listDeliveries(
  deps: Pick<WebhooksDeps, 'webhooks' | 'deliveries'>,
  asked: Asked,
  { id, ...page }: Page & { id: string },
): Promise<Counted & { records: DeliveryRecord[] }> {
  const webhook = await findWebhook(deps, asked, id);
  return deps.deliveries.list(asked.actor.tenant, webhook._id, page);
}
