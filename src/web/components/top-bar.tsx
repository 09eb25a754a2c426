import type { Zone } from '../format/zone';
import { localZone } from '../format/locale';
import { useClock } from '../hooks/use-times';
import { hrefOf } from '../route';
import { texts } from '../texts';
import { Button } from './button';

const words = texts.topBar;

/** The page's head: where you are, which clock the page shows, and the way out. */
export function TopBar({ onSignOut }: { onSignOut: () => void }) {
  const { times, setZone } = useClock();
  return (
    <header class="top-bar">
      <div class="top-bar-inner">
        <a class="brand" href="#/">
          <span class="brand-mark" aria-hidden="true" />
          {texts.product}
        </a>
        <nav aria-label={words.label}>
          <select
            class="zone-choice"
            aria-label={words.zone}
            value={times.zone}
            onChange={({ currentTarget }) => setZone(currentTarget.value as Zone)}
          >
            <option value="local">{words.local(localZone)}</option>
            <option value="utc">{words.utc}</option>
          </select>
          <a href={hrefOf({ view: 'webhooks' })}>{texts.webhooks.title}</a>
          <a href="docs" target="_blank" rel="noreferrer">
            {words.docs}
          </a>
          <Button kind="quiet" onClick={onSignOut}>
            {words.signOut}
          </Button>
        </nav>
      </div>
    </header>
  );
}
