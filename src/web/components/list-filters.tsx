import { statuses, type Status } from '../../model/statuses';
import { statusNames } from '../format/export-names';
import { goTo } from '../hooks/use-route';
import type { ListRoute } from '../route';

interface Props {
  route: ListRoute;
  workspaces: ReadonlySet<string | null>;
  /** Whether there is a choice of workspaces at all. */
  hasSeveral: boolean;
}

/** Which exports are listed: by status, and by workspace for someone who sees several. */
export function ListFilters({ route, workspaces, hasSeveral }: Props) {
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
