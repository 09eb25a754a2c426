import { statuses, type Status } from '../model/statuses';

/** Where the visitor is; kept in the address after `#`, so that it can be linked, reloaded and gone back to. */
export type Route = ListRoute | { view: 'export'; id: string };
export interface ListRoute {
  view: 'list';
  status?: Status | undefined;
  workspaceId?: string | undefined;
  page: number;
}

const isStatus = (value: string | null): value is Status => statuses.some((status) => status === value);

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
  const id = /^\/exports\/([^/]+)$/.exec(url.pathname)?.[1];
  if (id !== undefined) return { view: 'export', id: decodeURIComponent(id) };
  const status = url.searchParams.get('status');
  const page = Number(url.searchParams.get('page') ?? 1);
  return {
    view: 'list',
    status: isStatus(status) ? status : undefined,
    workspaceId: url.searchParams.get('workspace') || undefined,
    page: Number.isInteger(page) && page > 0 ? page - 1 : 0,
  };
}

export function hrefOf(route: Route): string {
  if (route.view === 'export') return `#/exports/${encodeURIComponent(route.id)}`;
  const query = new URLSearchParams();
  if (route.status) query.set('status', route.status);
  if (route.workspaceId) query.set('workspace', route.workspaceId);
  if (route.page > 0) query.set('page', String(route.page + 1));
  return query.size > 0 ? `#/?${query}` : '#/';
}
