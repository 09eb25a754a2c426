import { useRef } from 'preact/hooks';

interface Props<Tab extends string> {
  label: string;
  tabs: readonly Tab[];
  chosen: Tab;
  /** The element that shows what is chosen. */
  panelId: string;
  onChoose: (tab: Tab) => void;
}

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** Tabs as the ARIA practices have them: one stop for the Tab key, arrows between them. */
export function Tabs<Tab extends string>({ label, tabs, chosen, panelId, onChoose }: Props<Tab>) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (tabs.indexOf(chosen) + step + tabs.length) % tabs.length;
    onChoose(tabs[next]!);
    list.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div ref={list} class="tabs" role="tablist" aria-label={label}>
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          aria-selected={tab === chosen}
          aria-controls={panelId}
          tabIndex={tab === chosen ? 0 : -1}
          onClick={() => onChoose(tab)}
          onKeyDown={move}
        >
          {tab}
        </button>
      ))}
    </div>
  );
}
