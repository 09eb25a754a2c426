import { stored } from './stored';

const STORED_AS = 'notifications';
const listeners = new Set<() => void>();

/** The browser's own notifications, where there are any, and only where the visitor asked for them. */
export const notifications = {
  areThere: 'Notification' in window,
  areWanted: (): boolean =>
    notifications.areThere && Notification.permission === 'granted' && stored.read(STORED_AS) === true,
  /** Asks the browser for permission where they are wanted; whether they will come. */
  async choose(wanted: boolean): Promise<boolean> {
    stored.keep(STORED_AS, wanted);
    if (wanted && Notification.permission === 'default') await Notification.requestPermission();
    for (const listener of listeners) listener();
    return notifications.areWanted();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Shows one to a visitor who does not see the page; of several with the same tag, only the last stays. */
  show(text: string, tag: string): void {
    if (!notifications.areWanted() || !document.hidden) return;
    try {
      new Notification(text, { tag }).onclick = () => window.focus();
    } catch {
      // On Android a page has none of its own.
    }
  },
};
