import { publishedPlace } from '../../src/model/location';
import { calendarsOf } from '../../src/temporal/timetable';

const terms = { timezone: 'UTC', settle_minutes: 10, recheck_hours: 0 };

test('Temporal starts a schedule once its window has settled, and again when it is looked at once more', () => {
  expect(calendarsOf({ ...terms, every: 'hour', at: { minute: 55 } })).toEqual([{ minute: 5, hour: '*' }]);
  expect(calendarsOf({ ...terms, every: 'day', at: { hour: 23, minute: 55 } })).toEqual([{ minute: 5, hour: 0 }]);
  expect(calendarsOf({ ...terms, every: 'month', at: { day_of_month: 31 }, recheck_hours: 24 })).toEqual([
    { minute: 10, hour: 0 },
  ]);
  expect(calendarsOf({ ...terms, every: 'week', at: { hour: 6 }, recheck_hours: 5 })).toEqual([
    { minute: 10, hour: 6 },
    { minute: 10, hour: 11 },
  ]);
});

test('the file of a window lies under the date of its start in the schedule’s zone; parts and revisions have their own', () => {
  const window = { start: new Date('2026-03-27T23:00:00Z'), end: new Date('2026-03-28T23:00:00Z') };
  const published = {
    scheduleId: 's',
    window,
    revision: 1,
    timezone: 'Europe/Berlin',
    asked: { format: 'csv' },
  } as const;
  const tenant = { organisationId: 'acme', workspaceId: 'main' };
  expect(publishedPlace('prefix', tenant, published)).toEqual({
    folder: 'prefix/acme/main/schedules/s/date=2026-03-28',
    file: '20260327T230000Z_20260328T230000Z.csv',
  });
  const part = { ...published, window: { ...window, part: 2, parts: 3 }, revision: 2 };
  expect(publishedPlace('prefix', tenant, part).file).toBe('20260327T230000Z_20260328T230000Z-2of3-r2.csv');
});
