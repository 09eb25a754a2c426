import { useEffect, useRef } from 'preact/hooks';
import { useNotify } from '../components/notices';
import { statusNames, titleOf } from '../format/export-names';
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
        notify(`“${titleOf(exported)}”: ${statusNames[status]}.`, status === 'failure' ? 'problem' : 'news');
      }
      known.current.set(id, status);
    }
  }, [exports, notify]);
}
