import { createContext, type ComponentChildren } from 'preact';
import { useCallback, useContext, useEffect, useState } from 'preact/hooks';
import { IconButton } from './icon-button';
import { texts } from '../texts';

type Kind = 'news' | 'problem';
interface Notice {
  id: number;
  kind: Kind;
  text: string;
}
type Notify = (text: string, kind?: Kind) => void;

interface Board {
  notices: readonly Notice[];
  dismiss: (id: number) => void;
  /** How many dialogs are open, one over the other. */
  depth: number;
  setDepth: (change: (depth: number) => number) => void;
}

const NotifyContext = createContext<Notify>(() => undefined);
export const useNotify = (): Notify => useContext(NotifyContext);

const BoardContext = createContext<Board | null>(null);

const SHOWN_MS = { news: 6_000, problem: 15_000 };
let lastId = 0;

/** Short messages in the corner; a screen reader speaks them as they come. */
export function Notices({ children }: { children: ComponentChildren }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const [depth, setDepth] = useState(0);
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
      <BoardContext.Provider value={{ notices, dismiss, depth, setDepth }}>
        {children}
        {depth === 0 && <NoticeList />}
      </BoardContext.Provider>
    </NotifyContext.Provider>
  );
}

/**
 * The notices, for a dialog to show while it is the topmost: everything behind a modal dialog can't be seen well, be
 * clicked, or be heard by a screen reader.
 */
export function DialogNotices() {
  const board = useContext(BoardContext);
  const [own, setOwn] = useState<number | null>(null);
  const setDepth = board?.setDepth;
  useEffect(() => {
    setDepth?.((depth) => {
      setOwn(depth + 1);
      return depth + 1;
    });
    return () => setDepth?.((depth) => depth - 1);
  }, [setDepth]);
  return board?.depth === own ? <NoticeList /> : null;
}

function NoticeList() {
  const board = useContext(BoardContext);
  return (
    <div class="notices" role="status" aria-live="polite">
      {board?.notices.map(({ id, kind, text }) => (
        <div key={id} class={`notice notice-${kind}`}>
          <span>{text}</span>
          <IconButton icon="close" label={texts.dismiss} onClick={() => board.dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
