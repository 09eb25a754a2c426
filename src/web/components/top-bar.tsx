import { Button } from './button';

/** The page's head: where you are, and the way out. */
export function TopBar({ onSignOut }: { onSignOut: () => void }) {
  return (
    <header class="top-bar">
      <div class="top-bar-inner">
        <a class="brand" href="#/">
          <span class="brand-mark" aria-hidden="true" />
          Logs Export
        </a>
        <nav aria-label="Main">
          <a href="docs" target="_blank" rel="noreferrer">
            API docs
          </a>
          <Button kind="quiet" onClick={onSignOut}>
            Sign out
          </Button>
        </nav>
      </div>
    </header>
  );
}
