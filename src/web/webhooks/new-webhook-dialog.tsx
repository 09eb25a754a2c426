import { useMutation, useQueryClient } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { webhookEvents, type WebhookEvent } from '../../model/webhook-events';
import { messageOf } from '../api-error';
import { Button } from '../components/button';
import { Callout } from '../components/callout';
import { Dialog } from '../components/dialog';
import { useDiscard } from '../components/discard-question';
import { useApi } from '../hooks/use-api';
import { useId } from '../hooks/use-id';
import { texts } from '../texts';

interface Props {
  onClose: () => void;
  onMade: (secret: string) => void;
}

const words = texts.webhooks;

const usual: readonly WebhookEvent[] = ['export.succeeded', 'export.failed'];

export function NewWebhookDialog({ onClose, onMade }: Props) {
  const api = useApi();
  const queries = useQueryClient();
  const id = useId();
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [events, setEvents] = useState(usual);
  const create = useMutation({
    mutationFn: () => api.createWebhook({ url: url.trim(), events: [...events], description: description || null }),
    onSuccess: ({ secret }) => onMade(secret),
    onSettled: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  const choose = (event: WebhookEvent, isChosen: boolean) =>
    setEvents(isChosen ? [...events, event] : events.filter((chosen) => chosen !== event));
  const { close, question } = useDiscard({
    isChanged: () => !create.isPending && (url !== '' || description !== '' || events !== usual),
    onClose,
  });

  return (
    <Dialog title={words.add} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <div class="dialog-body webhook-form">
          {create.error && (
            <div role="alert">
              <Callout kind="problem">{messageOf(create.error)}</Callout>
            </div>
          )}
          <div class="field">
            <label for={id}>{words.url}</label>
            <input
              id={id}
              type="url"
              required
              value={url}
              placeholder="https://"
              autocomplete="off"
              spellcheck={false}
              data-autofocus=""
              aria-describedby={`${id}-hint`}
              onInput={({ currentTarget }) => setUrl(currentTarget.value)}
            />
            <p id={`${id}-hint`} class="hint">
              {words.urlHint}
            </p>
          </div>
          <fieldset class="webhook-events">
            <legend>{words.events}</legend>
            {webhookEvents.map((event) => (
              <label key={event} class="check">
                <input
                  type="checkbox"
                  checked={events.includes(event)}
                  onChange={({ currentTarget }) => choose(event, currentTarget.checked)}
                />
                <span>{words.eventNames[event]}</span>
              </label>
            ))}
          </fieldset>
          <div class="field">
            <label for={`${id}-description`}>{words.description}</label>
            <input
              id={`${id}-description`}
              type="text"
              maxLength={1_000}
              value={description}
              onInput={({ currentTarget }) => setDescription(currentTarget.value)}
            />
          </div>
        </div>
        <footer class="dialog-foot">
          <Button onClick={close}>{texts.cancel}</Button>
          <Button kind="primary" type="submit" busy={create.isPending} disabled={events.length === 0}>
            {words.add}
          </Button>
        </footer>
      </form>
      {question}
    </Dialog>
  );
}
