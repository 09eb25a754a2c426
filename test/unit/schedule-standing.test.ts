/** Since when windows are due, and how many are late: what operators are told of all schedules. */
import { dueSince } from '../../src/schedules/next';
import { standingOfWindows } from '../../src/schedules/standing';
import type { Making, ScheduleRecord } from '../../src/stores/schedule-record';

const at = (time: string) => new Date(`2026-03-09T${time}Z`);
const hourly = {
  ...{ every: 'hour', at: {}, timezone: 'UTC', settle_minutes: 10, recheck_hours: 0 },
  ...{ start_at: at('08:00:00'), cursor: at('08:00:00'), end_at: null, last_updated_at: at('08:00:00') },
  ...{ paused: null, operator_pause: null, making: null },
} as unknown as ScheduleRecord;
const making = (start: string, end: string, revision = 1) =>
  ({ start: at(start), end: at(end), revision }) as unknown as Making;

test('a window is due from the time that it has settled until it is made', () => {
  expect(dueSince(hourly, at('09:09:59'))).toEqual([]);
  expect(dueSince(hourly, at('11:10:00'))).toEqual([at('09:10:00'), at('10:10:00'), at('11:10:00')]);
  const begun = { ...hourly, cursor: at('09:00:00'), making: making('08:00:00', '09:00:00') };
  expect(dueSince(begun, at('09:30:00'))).toEqual([at('09:10:00')]);
});

test('neither a revision nor a window of a backfill is due; what was changed is due since then', () => {
  const cursor = at('09:00:00');
  const revision = { ...hourly, cursor, making: making('08:00:00', '09:00:00', 2) };
  expect(dueSince(revision, at('09:30:00'))).toEqual([]);
  const backfill = { ...hourly, cursor, making: making('05:00:00', '06:00:00') };
  expect(dueSince(backfill, at('09:30:00'))).toEqual([]);
  const resumed = { ...hourly, last_updated_at: at('10:05:00') };
  expect(dueSince(resumed, at('10:30:00'))).toEqual([at('10:05:00'), at('10:10:00')]);
});

test('the windows of all schedules are counted, those of paused ones left out', async () => {
  const all = [
    hourly,
    { ...hourly, paused: { at: at('08:00:00'), reason: null } },
    { ...hourly, cursor: at('09:00:00') },
  ];
  const deps = {
    schedules: { all: () => all },
    exports: { windows: { countFailed: () => Promise.resolve(3) } },
    now: () => at('10:15:00'),
  } as unknown as Parameters<typeof standingOfWindows>[0];
  expect(await standingOfWindows(deps)).toEqual({ due: 3, late: 1, failed: 3, oldestDue: at('09:10:00') });
});
