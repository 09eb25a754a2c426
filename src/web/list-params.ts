import type { Times } from './format/times';
import type { ListRoute } from './route';
import type { Status } from './types';
import { dayStart } from './zoned-input';

export const PAGE_SIZE = 25;

/** The query of the list, by the API's names. */
export type ListParams = Readonly<Record<string, string>>;

/** What the API is asked for a part of the list. A file that expired is a status of the page's own. */
export function listParams(route: ListRoute, { zone }: Pick<Times, 'zone'>): ListParams {
  const { search, status, workspaceId, createdBy, person, scheduleId, format, from, to, isOldestFirst, page } = route;
  const params: Record<string, string | undefined> = {
    page_size: String(PAGE_SIZE),
    current_page: String(page),
    search,
    status: status === 'expired' ? ('success' satisfies Status) : status,
    expired: status === 'expired' ? 'true' : status === 'success' ? 'false' : undefined,
    workspace_id: workspaceId,
    created_by: createdBy,
    created_by_user: person,
    schedule_id: scheduleId,
    format,
    created_min: from && dayStart(from, zone, 0),
    created_max: to && new Date(Date.parse(dayStart(to, zone, 1)) - 1).toISOString(),
    order: isOldestFirst ? 'oldest' : undefined,
  };
  return Object.fromEntries(Object.entries(params).filter((entry): entry is [string, string] => Boolean(entry[1])));
}
