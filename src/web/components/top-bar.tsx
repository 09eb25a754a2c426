import type { Zone } from '../format/zone';
import { localZone } from '../format/locale';
import { useClock } from '../hooks/use-times';
import { hrefOf, type Route } from '../route';
import { texts } from '../texts';
import { Button } from './button';

interface Props {
  view: Route['view'];
  onSignOut: () => void;
}

const words = texts.topBar;

const links: readonly { name: string; to: Route; views: readonly Route['view'][] }[] = [
  { name: texts.list.title, to: { view: 'list', page: 0 }, views: ['list', 'export'] },
  { name: texts.schedules.title, to: { view: 'schedules' }, views: ['schedules', 'schedule'] },
  { name: texts.webhooks.title, to: { view: 'webhooks' }, views: ['webhooks'] },
];

/** The page's head: where you are, which clock the page shows, and the way out. */
export function TopBar({ view, onSignOut }: Props) {
  const { times, setZone } = useClock();
  return (
    <header class="top-bar">
      <div class="top-bar-inner">
        <a class="brand" href="#/">
          <span class="brand-mark" aria-hidden="true" />
          <span class="brand-name">{texts.product}</span>
        </a>
        <nav aria-label={words.label}>
          {links.map(({ name, to, views }) => (
            <a key={name} href={hrefOf(to)} aria-current={views.includes(view) ? 'page' : undefined}>
              {name}
            </a>
          ))}
          <a href="docs" target="_blank" rel="noreferrer">
            {words.docs}
          </a>
        </nav>
        <div class="top-bar-tools">
          <select
            class="zone-choice"
            aria-label={words.zone}
            value={times.zone}
            onChange={({ currentTarget }) => setZone(currentTarget.value as Zone)}
          >
            <option value="local">{words.local(localZone)}</option>
            <option value="utc">{words.utc}</option>
          </select>
          <Button kind="quiet" onClick={onSignOut}>
            {words.signOut}
          </Button>
        </div>
      </div>
    </header>
  );
}
