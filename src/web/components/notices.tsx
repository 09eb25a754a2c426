import { createContext, type ComponentChildren } from 'preact';
import { useCallback, useContext, useState } from 'preact/hooks';
import { IconButton } from './icon-button';

type Kind = 'news' | 'problem';
interface Notice {
  id: number;
  kind: Kind;
  text: string;
}
type Notify = (text: string, kind?: Kind) => void;

const NotifyContext = createContext<Notify>(() => undefined);
export const useNotify = (): Notify => useContext(NotifyContext);

const SHOWN_MS = { news: 6_000, problem: 15_000 };
let lastId = 0;

/** Short messages in the corner; a screen reader speaks them as they come. */
export function Notices({ children }: { children: ComponentChildren }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const dismiss = useCallback((id: number) => setNotices((all) => all.filter((notice) => notice.id !== id)), []);
  const notify = useCallback<Notify>(
    (text, kind = 'news') => {
      const id = ++lastId;
      setNotices((all) => [...all.filter((notice) => notice.text !== text), { id, kind, text }].slice(-4));
      setTimeout(() => dismiss(id), SHOWN_MS[kind]);
    },
    [dismiss],
  );
  return (
    <NotifyContext.Provider value={notify}>
      {children}
      <div class="notices" role="status" aria-live="polite">
        {notices.map(({ id, kind, text }) => (
          <div key={id} class={`notice notice-${kind}`}>
            <span>{text}</span>
            <IconButton icon="close" label="Dismiss" onClick={() => dismiss(id)} />
          </div>
        ))}
      </div>
    </NotifyContext.Provider>
  );
}
