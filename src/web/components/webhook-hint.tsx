import { useWebhooks } from '../hooks/use-webhooks';
import { hrefOf } from '../route';
import { texts } from '../texts';

/** Tells of webhooks whoever has none. `inNewTab`: where leaving would lose what was entered. */
export function WebhookHint({ inNewTab = false }: { inNewTab?: boolean }) {
  const { data } = useWebhooks();
  if (data?.total !== 0) return null;
  return (
    <p class="hint">
      {texts.webhooks.hint}{' '}
      <a href={hrefOf({ view: 'webhooks' })} {...(inNewTab && { target: '_blank', rel: 'noreferrer' })}>
        {texts.webhooks.hintLink}
      </a>
      .
    </p>
  );
}
