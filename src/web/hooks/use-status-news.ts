import { useEffect, useRef } from 'preact/hooks';
import { useNotify } from '../components/notices';
import { titleOf } from '../format/export-names';
import { notifications } from '../notifications';
import { texts } from '../texts';
import type { Export, Status } from '../types';

const worthTelling: readonly Status[] = ['success', 'failure', 'stopped'];

/** Tells when an export that was running has ended, so that nobody needs to watch it. */
export function useStatusNews(exports: readonly Export[] | undefined): void {
  const notify = useNotify();
  const known = useRef(new Map<string, Status>());
  useEffect(() => {
    for (const exported of exports ?? []) {
      const { id, status } = exported;
      if (known.current.get(id) === 'in_progress' && worthTelling.includes(status)) {
        const news = texts.actions.ended(titleOf(exported), texts.statuses[status]);
        notify(news, status === 'failure' ? 'problem' : 'news');
        notifications.show(news, id);
      }
      known.current.set(id, status);
    }
  }, [exports, notify]);
}
