import { useState } from 'preact/hooks';
import { Button } from '../components/button';
import { LoadingRows } from '../components/loading-rows';
import { PageFault } from '../components/page-fault';
import { ViewTitle } from '../components/view-title';
import { useWebhooks } from '../hooks/use-webhooks';
import { texts } from '../texts';
import { NewWebhookDialog } from '../webhooks/new-webhook-dialog';
import { SecretDialog } from '../webhooks/secret-dialog';
import { WebhookCard } from '../webhooks/webhook-card';

const words = texts.webhooks;

/** Who is told when an export ends. */
export function Webhooks() {
  const { data, error, refetch } = useWebhooks();
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <>
      <div class="view-head">
        <div class="view-head-title">
          <ViewTitle tab={words.title}>{words.title}</ViewTitle>
          <p class="muted">{words.lead}</p>
        </div>
        <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
          {words.add}
        </Button>
      </div>
      {!data && error && <PageFault error={error} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingRows />}
      {data?.data.length === 0 && (
        <section class="empty">
          <h2>{words.emptyTitle}</h2>
          <p class="muted">{words.emptyLead}</p>
        </section>
      )}
      {data?.data.map((webhook) => (
        <WebhookCard key={webhook.id} webhook={webhook} onSecret={setSecret} />
      ))}
      {isAdding && (
        <NewWebhookDialog
          onClose={() => setAdding(false)}
          onMade={(made) => {
            setAdding(false);
            setSecret(made);
          }}
        />
      )}
      {secret !== null && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}
