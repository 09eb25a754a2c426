import { messageOf } from '../api-error';
import { Button } from '../components/button';
import { LoadingRows } from '../components/loading-rows';
import { TimeAgo } from '../components/time-ago';
import { formatCount } from '../format/numbers';
import { useDeliveries, useWebhookActions } from '../hooks/use-webhooks';
import { texts } from '../texts';
import type { Delivery, Webhook } from '../types';

const words = texts.webhooks;

/** What was sent last, with what was answered. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
  const { data, error } = useDeliveries(webhook.id);
  if (!data) return error ? <p class="row-error">{messageOf(error)}</p> : <LoadingRows />;
  if (data.data.length === 0) return <p class="muted">{words.noDeliveries}</p>;
  return (
    <ol class="history webhook-deliveries" aria-label={words.deliveries}>
      {data.data.map((delivery) => (
        <DeliveryItem key={delivery.id} webhook={webhook} delivery={delivery} />
      ))}
    </ol>
  );
}

function DeliveryItem({ webhook, delivery }: { webhook: Webhook; delivery: Delivery }) {
  const { replay } = useWebhookActions(webhook);
  const { type, status, created_at, tries, next_try_at } = delivery;
  const last = tries.at(-1);
  return (
    <li class={`history-event delivery-${status}`}>
      <p>
        <strong>{words.eventNames[type]}</strong> · {words.deliveryStatuses[status]}
        <span class="muted">
          {' '}
          · <TimeAgo time={created_at} /> · {words.tries(formatCount(tries.length))}
        </span>
      </p>
      {last && (
        <p class="muted">{last.error ?? words.answered(String(last.status_code), formatCount(last.duration_ms))}</p>
      )}
      {last?.answer && <pre class="code webhook-answer">{last.answer}</pre>}
      {next_try_at && tries.length > 0 && (
        <p class="muted">
          {words.nextTry} <TimeAgo time={next_try_at} />
        </p>
      )}
      {webhook.enabled && tries.length > 0 && (
        <Button kind="quiet" onClick={() => replay.mutate(delivery)} busy={replay.isPending}>
          {words.replay}
        </Button>
      )}
    </li>
  );
}
