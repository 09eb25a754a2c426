import { useEffect, useState } from 'preact/hooks';
import { statuses, type Status } from '../../model/statuses';
import { statusNames } from '../format/export-names';
import { goTo } from '../hooks/use-route';
import type { Route } from '../route';
import type { Export } from '../types';

interface Props {
  route: Extract<Route, { view: 'list' }>;
  /** The exports on the page: what workspaces there are is learnt from them. */
  shown: readonly Export[] | undefined;
}

/** Which exports are listed: by status, and by workspace for someone who sees several. */
export function ListFilters({ route, shown }: Props) {
  const workspaces = useSeenWorkspaces(shown);
  const hasSeveral = workspaces.size > 1 || route.workspaceId !== undefined;
  const options = [...new Set([...workspaces, route.workspaceId ?? null])].filter((id) => id !== null).sort();
  return (
    <div class="list-filters" role="group" aria-label="Show">
      <label>
        Status
        <select
          value={route.status ?? ''}
          onChange={({ currentTarget: { value } }) =>
            goTo({ ...route, status: value === '' ? undefined : (value as Status), page: 0 })
          }
        >
          <option value="">All</option>
          {statuses.map((status) => (
            <option key={status} value={status}>
              {statusNames[status]}
            </option>
          ))}
        </select>
      </label>
      {hasSeveral && (
        <label>
          Workspace
          <select
            value={route.workspaceId ?? ''}
            onChange={({ currentTarget: { value } }) => goTo({ ...route, workspaceId: value || undefined, page: 0 })}
          >
            <option value="">All</option>
            {options.map((id) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}

function useSeenWorkspaces(shown: readonly Export[] | undefined): ReadonlySet<string | null> {
  const [seen, setSeen] = useState<ReadonlySet<string | null>>(new Set());
  useEffect(() => {
    const fresh = (shown ?? []).map((exported) => exported.workspace_id).filter((id) => !seen.has(id));
    if (fresh.length > 0) setSeen(new Set([...seen, ...fresh]));
  }, [shown, seen]);
  return seen;
}
