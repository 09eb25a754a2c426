import { useNotifications } from '../hooks/use-notifications';
import { notifications } from '../notifications';
import { texts } from '../texts';
import { useNotify } from './notices';

/** Whether the browser is to tell when an export ends that was watched, for a visitor who looks elsewhere meanwhile. */
export function NotifyChoice() {
  const notify = useNotify();
  const areWanted = useNotifications();
  if (!notifications.areThere) return null;
  const choose = async (wanted: boolean) => {
    const allowed = await notifications.choose(wanted);
    if (wanted && !allowed) notify(texts.progress.notifyBlocked, 'problem');
  };
  return (
    <label class="check">
      <input type="checkbox" checked={areWanted} onChange={({ currentTarget }) => void choose(currentTarget.checked)} />
      <span>{texts.progress.notify}</span>
    </label>
  );
}
