import { useEffect, useState } from 'preact/hooks';
import { notifications } from '../notifications';

/** Whether the visitor wants the browser's notifications. */
export function useNotifications(): boolean {
  const [areWanted, setWanted] = useState(notifications.areWanted);
  useEffect(() => notifications.subscribe(() => setWanted(notifications.areWanted())), []);
  return areWanted;
}
