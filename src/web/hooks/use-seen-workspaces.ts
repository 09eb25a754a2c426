import { useEffect, useState } from 'preact/hooks';
import type { Export } from '../types';

/** The workspaces (null: all of them) that exports were seen of: what there are is learnt from the list. */
export function useSeenWorkspaces(shown: readonly Export[] | undefined): ReadonlySet<string | null> {
  const [seen, setSeen] = useState<ReadonlySet<string | null>>(new Set());
  useEffect(() => {
    const fresh = (shown ?? []).map((exported) => exported.workspace_id).filter((id) => !seen.has(id));
    if (fresh.length > 0) setSeen(new Set([...seen, ...fresh]));
  }, [shown, seen]);
  return seen;
}
