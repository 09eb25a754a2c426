import type { CreateWebhook } from '../contract/webhooks';
import type { Asked } from '../exports/deps';
import { workspaceFor } from '../exports/rights';
import { inFreeSlot } from '../exports/slots';
import { ServiceError } from '../model/errors';
import type { WebhookRecord } from '../stores/webhooks';
import { requireReachable } from './check-url';
import type { WebhooksDeps } from './deps';
import { requireSealer } from './require-sealer';
import { newSecret } from './signature';

/** Makes a webhook under this id, unless a request that was not answered has made it, and answers its secret this once. */
export async function createWebhook(
  deps: WebhooksDeps,
  { actor, about }: Asked,
  { url, events, description, workspace_id }: CreateWebhook,
  id: string,
): Promise<{ record: WebhookRecord; secret: string }> {
  const { webhooks, addresses, config } = deps;
  const workspaceId = workspaceFor(actor, workspace_id ?? undefined);
  about.workspaceId = workspaceId;
  const sealer = requireSealer(deps);
  const made = await webhooks.find(actor.tenant, id);
  if (made) return { record: made, secret: sealer.open(made.secrets[0]!.sealed, id) };
  await requireReachable(url, addresses);
  const { organisationId } = actor.tenant;
  const now = new Date();
  const secret = newSecret();
  const record = {
    _id: id,
    organisation_id: organisationId,
    workspace_id: workspaceId,
    url,
    events,
    description: description ?? null,
    secrets: [{ sealed: sealer.seal(secret, id), until: null }],
    disabled: null,
    failing_since: null,
    created_at: now,
    last_updated_at: now,
    created_by: actor.id,
    created_by_user: actor.user,
    only_user: actor.tenant.onlyUser ?? null,
  };
  const limit = config.WEBHOOKS_PER_ORGANISATION;
  const inserted = await inFreeSlot(limit, {
    taken: () => webhooks.takenSlots(organisationId),
    take: (slot) => webhooks.insert({ ...record, slot }),
  });
  if (inserted === 'full') {
    throw new ServiceError(
      'too_many_webhooks',
      `The organisation has ${limit} webhooks, the most it may have. Delete one.`,
    );
  }
  return { record: inserted, secret };
}
