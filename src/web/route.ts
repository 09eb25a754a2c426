import { formats } from '../model/formats';
import type { Format } from './types';
import { texts, type ShownStatus } from './texts';

/** Where the visitor is; kept in the address after `#`, so that it can be linked, reloaded and gone back to. */
export type Route =
  | ListRoute
  | { view: 'export'; id: string }
  | { view: 'schedules' }
  | { view: 'schedule'; id: string }
  | { view: 'webhooks' };

/** Which part of the list is shown. */
export interface ListRoute {
  view: 'list';
  search?: string | undefined;
  status?: ShownStatus | undefined;
  workspaceId?: string | undefined;
  createdBy?: string | undefined;
  person?: string | undefined;
  scheduleId?: string | undefined;
  format?: Format | undefined;
  /** Days, in the page's zone; both are included. */
  from?: string | undefined;
  to?: string | undefined;
  isOldestFirst?: boolean | undefined;
  page: number;
}

const asStatus = (value = '') => (Object.hasOwn(texts.statuses, value) ? (value as ShownStatus) : undefined);
const asDay = (value = '') => (/^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined);

/** Whether the list is narrowed at all. */
export const isFiltered = ({ view: _view, page: _page, isOldestFirst: _order, ...filters }: ListRoute): boolean =>
  Object.values(filters).some((value) => value !== undefined);

/** An address that can't be read, such as one that lost its end, leads to the list. */
export function parseRoute(hash: string): Route {
  try {
    return readRoute(hash);
  } catch {
    return { view: 'list', page: 0 };
  }
}

function readRoute(hash: string): Route {
  const url = new URL(hash.replace(/^#/, '') || '/', 'http://page');
  if (url.pathname === '/webhooks') return { view: 'webhooks' };
  if (url.pathname === '/schedules') return { view: 'schedules' };
  const [, of, id] = /^\/(exports|schedules)\/([^/]+)$/.exec(url.pathname) ?? [];
  if (id !== undefined) return { view: of === 'exports' ? 'export' : 'schedule', id: decodeURIComponent(id) };
  const given = (name: string) => url.searchParams.get(name) || undefined;
  const page = Number(url.searchParams.get('page') ?? 1);
  return {
    view: 'list',
    search: given('search'),
    status: asStatus(given('status')),
    workspaceId: given('workspace'),
    createdBy: given('by'),
    person: given('person'),
    scheduleId: given('schedule'),
    format: formats.find((format) => format === given('format')),
    from: asDay(given('from')),
    to: asDay(given('to')),
    isOldestFirst: given('order') === 'oldest' || undefined,
    page: Number.isInteger(page) && page > 0 ? page - 1 : 0,
  };
}

export function hrefOf(route: Route): string {
  if (route.view === 'webhooks') return '#/webhooks';
  if (route.view === 'schedules') return '#/schedules';
  if (route.view === 'schedule') return `#/schedules/${encodeURIComponent(route.id)}`;
  if (route.view === 'export') return `#/exports/${encodeURIComponent(route.id)}`;
  const { search, status, workspaceId, createdBy, person, scheduleId, format, from, to, isOldestFirst, page } = route;
  const order = isOldestFirst ? 'oldest' : undefined;
  const named = {
    search,
    status,
    workspace: workspaceId,
    by: createdBy,
    person,
    schedule: scheduleId,
    format,
    from,
    to,
    order,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(named)) if (value) query.set(name, value);
  if (page > 0) query.set('page', String(page + 1));
  return query.size > 0 ? `#/?${query}` : '#/';
}
