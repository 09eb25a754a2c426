/**
 * The API key of the signed-in visitor. It is kept in session storage, which ends with the tab, and never on disk by
 * this page. A new tab asks the other tabs of the same browser and origin for it over a broadcast channel; a tab on a
 * shared computer does not answer. Signing out ends the session in every tab. See docs/threat-model.md.
 */
const STORED_AS = 'logs-export.api-key';

interface Session {
  key: string;
  /** Whether other tabs may have it. */
  isShared: boolean;
}

type Message = { kind: 'ask'; from: string } | { kind: 'answer'; to: string; key: string } | { kind: 'end' };

function read(): Session | null {
  try {
    return JSON.parse(sessionStorage.getItem(STORED_AS) ?? 'null') as Session | null;
  } catch {
    return null;
  }
}

const channel = new BroadcastChannel('logs-export.session');
const tab = crypto.getRandomValues(new Uint32Array(4)).join('-');
const keep = (session: Session) => sessionStorage.setItem(STORED_AS, JSON.stringify(session));
const forget = () => sessionStorage.removeItem(STORED_AS);

interface Listener {
  /** Another tab gave the key, where this one had none. */
  onGiven: (key: string) => void;
  /** Another tab signed out. */
  onEnded: () => void;
}

export const session = {
  read: (): string | null => read()?.key ?? null,
  keep: (key: string, { isShared }: { isShared: boolean }): void => keep({ key, isShared }),
  /** Ends the session here, and in every other tab. */
  end(): void {
    forget();
    channel.postMessage({ kind: 'end' } satisfies Message);
  },
  forget,
  /** Asks the other tabs for a session where this one has none, and answers theirs. */
  listen({ onGiven, onEnded }: Listener): () => void {
    let isAsking = read() === null;
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      const own = read();
      if (data.kind === 'ask' && own?.isShared) {
        channel.postMessage({ kind: 'answer', to: data.from, key: own.key } satisfies Message);
      } else if (data.kind === 'answer' && data.to === tab && isAsking && !own) {
        isAsking = false;
        keep({ key: data.key, isShared: true });
        onGiven(data.key);
      } else if (data.kind === 'end') {
        isAsking = false;
        if (own) onEnded();
        forget();
      }
    };
    if (isAsking) channel.postMessage({ kind: 'ask', from: tab } satisfies Message);
    return () => (channel.onmessage = null);
  },
};
