import { noBody } from '../../contract/no-body';
import {
  createdWebhookAnswer,
  rotatedAnswer,
  webhookAnswer,
  webhookBody,
  webhookChange,
  webhookListAnswer,
  webhookListQuery,
  webhookMessage,
  webhookParams,
} from '../../contract/webhooks';
import { createWebhook } from '../../webhooks/create';
import { findWebhook, listWebhooks } from '../../webhooks/read';
import { removeWebhook } from '../../webhooks/remove';
import { rotateSecret } from '../../webhooks/rotate-secret';
import { updateWebhook } from '../../webhooks/update';
import type { ApiDeps } from '../deps';
import { presentList } from '../present-list';
import { presentWebhook } from '../present-webhook';
import { defineRoute, type Route } from '../route';

/** Making, listing, reading, changing and deleting webhooks. */
export function webhookRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      id: 'createWebhook',
      audit: 'webhook.create',
      method: 'post',
      path: '/webhooks',
      summary: 'Make a webhook, and get its secret this once',
      scope: 'logs.export',
      idempotent: true,
      body: webhookBody,
      answer: createdWebhookAnswer,
      refusals: ['too_many_webhooks', 'not_configured'],
      withhold: ({ id, organisation_id, workspace_id }) =>
        deps.webhooks.delete({ organisationId: organisation_id, workspaceId: workspace_id }, id),
      async handle({ body, newId, ...asked }) {
        const { record, secret } = await createWebhook(deps, asked, body, newId());
        return { ...presentWebhook(record), secret };
      },
    }),

    defineRoute({
      id: 'listWebhooks',
      method: 'get',
      path: '/webhooks',
      summary: 'List webhooks, newest first',
      scope: 'logs.export',
      query: webhookListQuery,
      answer: webhookListAnswer,
      refusals: [],
      async handle({ actor, query }) {
        return presentList(await listWebhooks(deps, actor, query), presentWebhook);
      },
    }),

    defineRoute({
      id: 'getWebhook',
      method: 'get',
      path: '/webhooks/{id}',
      summary: 'Read a webhook',
      scope: 'logs.export',
      params: webhookParams,
      answer: webhookAnswer,
      refusals: ['not_found'],
      handle: async ({ params, ...asked }) => presentWebhook(await findWebhook(deps, asked, params.id)),
    }),

    defineRoute({
      id: 'updateWebhook',
      audit: 'webhook.update',
      method: 'put',
      path: '/webhooks/{id}',
      summary: 'Change, disable or enable a webhook',
      scope: 'logs.export',
      params: webhookParams,
      body: webhookChange,
      answer: webhookAnswer,
      refusals: ['not_found'],
      handle: async ({ params, body, ...asked }) => presentWebhook(await updateWebhook(deps, asked, params.id, body)),
    }),

    defineRoute({
      id: 'deleteWebhook',
      audit: 'webhook.delete',
      method: 'delete',
      path: '/webhooks/{id}',
      summary: 'Delete a webhook with its deliveries',
      scope: 'logs.export',
      params: webhookParams,
      answer: webhookMessage,
      refusals: ['not_found'],
      async handle({ params, ...asked }) {
        await removeWebhook(deps, asked, params.id);
        return { message: 'The webhook is deleted.', object: 'webhook' as const };
      },
    }),

    defineRoute({
      id: 'rotateWebhookSecret',
      audit: 'webhook.rotate_secret',
      method: 'post',
      path: '/webhooks/{id}/rotate-secret',
      summary: 'Get a new secret; the earlier one signs beside it for a day',
      scope: 'logs.export',
      params: webhookParams,
      body: noBody,
      answer: rotatedAnswer,
      refusals: ['not_found', 'not_configured'],
      // The secret that was not told does no harm, and the earlier ones sign for a day: time to rotate again.
      withhold: () => Promise.resolve(),
      async handle({ params: { id }, ...asked }) {
        const { secret, earlierUntil } = await rotateSecret(deps, asked, id);
        return { id, object: 'webhook' as const, secret, earlier_until: earlierUntil.toISOString() };
      },
    }),
  ];
}
