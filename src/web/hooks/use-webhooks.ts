import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/preact-query';
import { messageOf } from '../api-error';
import { useNotify } from '../components/notices';
import { texts } from '../texts';
import type { Delivery, Webhook, WebhookChange } from '../types';
import { useApi } from './use-api';

/** Someone who looks at deliveries has often just asked for one. */
const LOOK_AGAIN_MS = 2_000;
const WEBHOOKS = ['webhooks'];

export function useWebhooks() {
  const api = useApi();
  return useQuery({ queryKey: [...WEBHOOKS, 'list'], queryFn: ({ signal }) => api.webhooks(signal) });
}

export function useDeliveries(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...WEBHOOKS, 'deliveries', id],
    queryFn: ({ signal }) => api.deliveries(id, signal),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
  });
}

/** What can be done with a webhook: each tells the visitor how it went, and brings the view up to date. */
export function useWebhookActions({ id, url }: Webhook) {
  const api = useApi();
  const notify = useNotify();
  const queries = useQueryClient();
  const action = <T, Given = void>(run: (given: Given) => Promise<T>, done: string | null) => ({
    mutationFn: run,
    onSuccess: () => {
      if (done !== null) notify(done);
    },
    onError: (error: Error) => notify(messageOf(error), 'problem'),
    onSettled: () => queries.invalidateQueries({ queryKey: WEBHOOKS }),
  });

  return {
    test: useMutation(action(() => api.testWebhook(id), texts.webhooks.tested)),
    update: useMutation(action((change: WebhookChange) => api.updateWebhook(id, change), null)),
    rotate: useMutation(action(() => api.rotateWebhook(id), null)),
    remove: useMutation(action(() => api.removeWebhook(id), texts.webhooks.deleted(url))),
    replay: useMutation(action((delivery: Delivery) => api.replayDelivery(id, delivery.id), texts.webhooks.replayed)),
  };
}
