import { stored } from './stored';

const STORED_AS = 'notifications';

/** The browser's own notifications, where there are any, and only where the visitor asked for them. */
export const notifications = {
  areThere: 'Notification' in window,
  areWanted: (): boolean =>
    notifications.areThere && Notification.permission === 'granted' && stored.read(STORED_AS) === true,
  /** Asks the browser for permission where they are wanted; whether they will come. */
  async choose(wanted: boolean): Promise<boolean> {
    stored.keep(STORED_AS, wanted);
    if (wanted && Notification.permission === 'default') await Notification.requestPermission();
    return notifications.areWanted();
  },
  /** Shows one to a visitor who does not see the page. */
  show(text: string): void {
    if (notifications.areWanted() && document.hidden) new Notification(text);
  },
};
