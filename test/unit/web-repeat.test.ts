import type { Schedule } from '../../src/web/types';
import {
  currentWindow,
  cuttingOf,
  lastFullWindow,
  newRepeat,
  type Repeat,
  repeatFaults,
  repeatOf,
} from '../../src/web/request-data/repeat';

const weekly: Repeat = { ...newRepeat('Europe/Berlin', 'week'), time: '06:30', weekday: 2 };

test.each<[string, Partial<Repeat>, string[]]>([
  ['as it begins', {}, []],
  ['half a time', { time: '' }, ['at.hour']],
  ['no time, which an hour does not need', { every: 'hour', time: '' }, []],
  ['a minute that no hour has', { every: 'hour', minute: '60' }, ['at.minute']],
  ['a day that no month has', { every: 'month', day: '32' }, ['at.day_of_month']],
  ['half a zone', { timezone: 'Europe/' }, ['timezone']],
  ['an offset as a zone', { timezone: '+01:00' }, ['timezone']],
  ['words as minutes to wait', { settleMinutes: 'soon' }, ['settle_minutes']],
])('a repeat with %s', (_what, part, paths) => {
  const repeat = { ...weekly, ...part };
  expect([...repeatFaults(repeat).keys()]).toEqual(paths);
  expect(cuttingOf(repeat) === null).toBe(paths.length > 0);
});

test.each<[Partial<Repeat>, object]>([
  [{ every: 'hour', minute: '15' }, { minute: 15 }],
  [{ every: 'day' }, { hour: 6, minute: 30 }],
  [{ every: 'week' }, { hour: 6, minute: 30, day_of_week: 2 }],
  [
    { every: 'month', day: '31' },
    { hour: 6, minute: 30, day_of_month: 31 },
  ],
])('a repeat %j is cut at %j, and comes back from the schedule it made', (part, at) => {
  const cutting = cuttingOf({ ...weekly, ...part });
  expect(cutting).toEqual({ every: part.every, at, timezone: 'Europe/Berlin' });
  const schedule = { ...cutting, settle_minutes: 10 } as Schedule;
  expect(cuttingOf(repeatOf(schedule))).toEqual(cutting);
});

test('what does not repeat has no windows', () => {
  expect(cuttingOf(newRepeat('UTC'))).toBeNull();
});

test('the window of now follows the latest full one', () => {
  const cutting = cuttingOf(weekly)!;
  const now = new Date('2026-03-31T12:00:00Z');
  const [full, current] = [lastFullWindow(cutting, now), currentWindow(cutting, now)];
  expect(full).toEqual({ start: new Date('2026-03-24T05:30:00Z'), end: new Date('2026-03-31T04:30:00Z') });
  expect(current.start).toEqual(full.end);
  expect(current.end).toEqual(new Date('2026-04-07T04:30:00Z'));
});
