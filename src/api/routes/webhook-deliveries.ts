import { noBody } from '../../contract/no-body';
import {
  deliveryAnswer,
  deliveryListAnswer,
  deliveryParams,
  webhookListQuery,
  webhookMessage,
  webhookParams,
} from '../../contract/webhooks';
import { listDeliveries } from '../../webhooks/read';
import { replayDelivery } from '../../webhooks/replay';
import { testWebhook } from '../../webhooks/test';
import type { ApiDeps } from '../deps';
import { presentList } from '../present-list';
import { presentDelivery } from '../present-webhook';
import { defineRoute, type Route } from '../route';

/** What is sent to webhooks: seeing it, sending a test, sending again. */
export function deliveryRoutes(deps: ApiDeps): Route[] {
  return [
    defineRoute({
      id: 'testWebhook',
      audit: 'webhook.test',
      method: 'post',
      path: '/webhooks/{id}/test',
      summary: 'Send a test event, once',
      scope: 'logs.export',
      params: webhookParams,
      body: noBody,
      answer: deliveryAnswer,
      refusals: ['not_found'],
      handle: async ({ params, ...asked }) => presentDelivery(await testWebhook(deps, asked, params.id)),
    }),

    defineRoute({
      id: 'listWebhookDeliveries',
      method: 'get',
      path: '/webhooks/{id}/deliveries',
      summary: 'What was sent to a webhook in the last 30 days, newest first, with each try',
      scope: 'logs.export',
      params: webhookParams,
      query: webhookListQuery,
      answer: deliveryListAnswer,
      refusals: ['not_found'],
      async handle({ params, query, ...asked }) {
        return presentList(await listDeliveries(deps, asked, { ...params, ...query }), presentDelivery);
      },
    }),

    defineRoute({
      id: 'replayWebhookDelivery',
      audit: 'webhook.replay',
      method: 'post',
      path: '/webhooks/{id}/deliveries/{delivery}/replay',
      summary: 'Send a delivery again, under the same webhook-id',
      scope: 'logs.export',
      params: deliveryParams,
      body: noBody,
      answer: webhookMessage,
      refusals: ['not_found', 'wrong_status'],
      async handle({ params, ...asked }) {
        await replayDelivery(deps, asked, params);
        return { message: 'The event is being sent again.', object: 'webhook' as const };
      },
    }),
  ];
}
