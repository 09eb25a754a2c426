import { useState } from 'preact/hooks';
import { Button } from '../components/button';
import { Callout } from '../components/callout';
import { ConfirmDialog } from '../components/confirm-dialog';
import { ExactTime } from '../components/exact-time';
import { useId } from '../hooks/use-id';
import { useWebhookActions } from '../hooks/use-webhooks';
import { texts } from '../texts';
import type { Webhook } from '../types';
import { Deliveries } from './deliveries';

interface Props {
  webhook: Webhook;
  onSecret: (secret: string) => void;
}

const words = texts.webhooks;
type Question = 'rotate' | 'remove';

/** A webhook, how it stands, and what can be done with it. */
export function WebhookCard({ webhook, onSecret }: Props) {
  const { url, description, events, workspace_id, enabled } = webhook;
  const actions = useWebhookActions(webhook);
  const [isOpen, setOpen] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const titleId = useId();
  const close = () => setQuestion(null);
  const rotate = () =>
    actions.rotate.mutate(undefined, { onSuccess: ({ secret }) => onSecret(secret), onSettled: close });
  const test = () => {
    setOpen(true);
    actions.test.mutate();
  };

  return (
    <section class="card webhook" aria-labelledby={titleId}>
      <h2 id={titleId}>{url}</h2>
      {description && <p>{description}</p>}
      <p class="muted">
        {words.facts(events.map((event) => words.eventNames[event]).join(', '), workspace_id ?? texts.allWorkspaces)}
      </p>
      <State webhook={webhook} />
      <div class="card-actions">
        <Button onClick={test} busy={actions.test.isPending}>
          {words.test}
        </Button>
        <Button onClick={() => setOpen(!isOpen)}>{isOpen ? words.hideDeliveries : words.showDeliveries}</Button>
        <Button onClick={() => actions.update.mutate({ enabled: !enabled })} busy={actions.update.isPending}>
          {enabled ? words.disable : words.enable}
        </Button>
        <Button onClick={() => setQuestion('rotate')}>{words.rotate}</Button>
        <Button kind="quiet" icon="trash" onClick={() => setQuestion('remove')} label={words.deleteOne(url)}>
          {words.delete}
        </Button>
      </div>
      {isOpen && <Deliveries webhook={webhook} />}
      {question === 'rotate' && (
        <ConfirmDialog
          title={words.rotateTitle}
          action={words.rotate}
          kind="primary"
          onConfirm={rotate}
          onClose={close}
          busy={actions.rotate.isPending}
        >
          <p>{words.rotateLead}</p>
        </ConfirmDialog>
      )}
      {question === 'remove' && (
        <ConfirmDialog
          title={words.deleteTitle}
          action={words.delete}
          onConfirm={() => actions.remove.mutate(undefined, { onSettled: close })}
          onClose={close}
          busy={actions.remove.isPending}
        >
          <p>{words.deleteLead}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function State({ webhook: { disabled_reason, disabled_at, failing_since } }: Pick<Props, 'webhook'>) {
  if (disabled_reason && disabled_at) {
    return (
      <Callout kind="problem" title={words.disabled}>
        {disabled_reason} <ExactTime time={disabled_at} />
      </Callout>
    );
  }
  if (!failing_since) return null;
  return (
    <Callout kind="warning" title={words.failing}>
      {words.failingLead} <ExactTime time={failing_since} />
    </Callout>
  );
}
