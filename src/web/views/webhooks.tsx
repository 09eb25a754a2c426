import { useState } from 'preact/hooks';
import { CardView } from '../components/card-view';
import { useWebhooks } from '../hooks/use-webhooks';
import { texts } from '../texts';
import { NewWebhookDialog } from '../webhooks/new-webhook-dialog';
import { SecretDialog } from '../webhooks/secret-dialog';
import { WebhookCard } from '../webhooks/webhook-card';

const words = texts.webhooks;

/** Who is told when an export ends. */
export function Webhooks() {
  const query = useWebhooks();
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <>
      <CardView
        words={words}
        query={query}
        onAdd={() => setAdding(true)}
        cardOf={(webhook) => <WebhookCard key={webhook.id} webhook={webhook} onSecret={setSecret} />}
      />
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
