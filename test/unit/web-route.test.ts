import { hrefOf, parseRoute, type Route } from '../../src/web/route';

const list = { view: 'list', page: 0 } as const;

test.each<Route>([
  list,
  { ...list, status: 'failure', workspaceId: 'a & b', page: 3 },
  { ...list, status: 'expired', search: 'March & April', createdBy: 'key-1', person: 'ada@example.com', format: 'csv' },
  { ...list, from: '2026-03-01', to: '2026-03-31', isOldestFirst: true },
  { view: 'export', id: 'one/of %E0%A4' },
  { ...list, scheduleId: 'a/b', status: 'failure' },
  { view: 'schedule', id: 'one/of %E0%A4' },
  { view: 'schedules' },
  { view: 'webhooks' },
])('an address leads back to where it is of: %j', (route) => {
  expect(parseRoute(hrefOf(route))).toEqual(route);
});

test.each([
  '#/exports/%E0%A4%A',
  '#//',
  '#/?page=-1',
  '#/?page=x&status=none',
  '#/?status=toString&from=March&format=exe',
  '#/elsewhere',
  '',
])('an address that can’t be read leads to the list: %s', (hash) => {
  expect(parseRoute(hash)).toEqual(list);
});
