import { useEffect, useRef, useState } from 'preact/hooks';
import { useId } from '../hooks/use-id';
import { Icon, type IconName } from './icon';

export interface MenuItem {
  label: string;
  icon: IconName;
  onChoose: () => void;
  isDanger?: boolean;
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** A button that opens a list of further actions, as the ARIA practices have it. */
export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const entries = () => [...(element.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
  useEffect(() => {
    if (isOpen) entries()[0]?.focus();
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const move = (event: KeyboardEvent) => {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = steps[event.key];
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
    } else if (step !== undefined) {
      event.preventDefault();
      all[(at + step + all.length) % all.length]?.focus();
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      all.at(event.key === 'Home' ? 0 : -1)?.focus();
    }
  };
  return (
    <div
      ref={element}
      class="menu"
      onFocusOut={({ relatedTarget }) => {
        if (!element.current?.contains(relatedTarget as Node | null)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="more" />
      </button>
      {isOpen && (
        <div id={id} class="menu-items" role="menu" aria-label={label} onKeyDown={move}>
          {items.map(({ label: words, icon, onChoose, isDanger }) => (
            <button
              key={words}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={isDanger ? 'menu-item is-danger' : 'menu-item'}
              onClick={() => {
                close();
                onChoose();
              }}
            >
              <Icon name={icon} />
              {words}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
