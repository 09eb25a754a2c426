import { Temporal } from '@js-temporal/polyfill';
import fc from 'fast-check';
import { isTimeZone, offsetAt } from '../../src/model/time-zones';
import { type At, type Cutting, cutAfter, cutAtOrBefore, everies } from '../../src/model/windows';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const zones = Intl.supportedValuesOf('timeZone');
/** With the Friday that Samoa skipped in 2011. */
const FROM = Date.UTC(2011, 6, 1);
const YEARS = 15;

/** When the clocks of a zone change, to the hour. */
function changesOf(timezone: string): number[] {
  const step = 30 * DAY_MS;
  const times = Array.from({ length: (YEARS * 365 * DAY_MS) / step }, (_, index) => FROM + index * step);
  const offsets = times.map((time) => offsetAt(timezone, time));
  return times.slice(1).flatMap((time, index) => {
    if (offsets[index] === offsets[index + 1]) return [];
    let [before, after] = [time - step, time];
    while (after - before > HOUR_MS) {
      const middle = Math.floor((before + after) / 2);
      if (offsetAt(timezone, middle) === offsets[index]) before = middle;
      else after = middle;
    }
    return [after];
  });
}

const at: fc.Arbitrary<At> = fc.record(
  {
    minute: fc.integer({ min: 0, max: 59 }),
    hour: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 23 })),
    day_of_week: fc.integer({ min: 1, max: 7 }),
    day_of_month: fc.integer({ min: 1, max: 31 }),
  },
  { requiredKeys: [] },
);
const near = fc.oneof(
  fc.integer({ min: -2 * HOUR_MS, max: 2 * HOUR_MS }),
  fc.integer({ min: -40 * DAY_MS, max: 40 * DAY_MS }),
);

/** The one window that holds a time, told from both of its ends. */
function expectOneWindow(cutting: Cutting, time: Date): void {
  const [start, end] = [cutAtOrBefore(cutting, time), cutAfter(cutting, time)];
  const told = { start, end, isIn: start <= time && time < end };
  const last = new Date(end.getTime() - 1);
  expect({ cutting, ...told }).toEqual({ cutting, start, end, isIn: true });
  expect({ cutting, start: cutAtOrBefore(cutting, last), end: cutAfter(cutting, start) }).toEqual({
    ...{ cutting, start, end },
  });
  expect({ cutting, start: cutAtOrBefore(cutting, start), end: cutAtOrBefore(cutting, end) }).toEqual({
    ...{ cutting, start, end },
  });
}

test('every time is in one window, in every zone, near the changes of its clocks and far from them', () => {
  let windows = 0;
  for (const [index, timezone] of zones.entries()) {
    const changes = changesOf(timezone);
    const anchors = changes.length > 0 ? changes : [FROM];
    const cases = fc.sample(fc.tuple(fc.constantFrom(...everies), at, fc.constantFrom(...anchors), near), {
      ...{ numRuns: 4, seed: index },
    });
    for (const [every, where, anchor, distance] of cases) {
      expectOneWindow({ every, at: where, timezone }, new Date(anchor + distance));
      windows += 1;
    }
  }
  expect(windows).toBe(4 * zones.length);
});

test('days, weeks and months are cut where the rules of Temporal put their local time', () => {
  const byDate = fc.constantFrom('day' as const, 'week' as const, 'month' as const);
  const time = fc.date({ min: new Date(FROM), max: new Date(FROM + YEARS * 365 * DAY_MS), noInvalidDate: true });
  const property = fc.property(fc.constantFrom(...zones), byDate, at, time, (timezone, every, where, now) => {
    const cut = cutAfter({ every, at: where, timezone }, now);
    const local = Temporal.Instant.fromEpochMilliseconds(cut.getTime()).toZonedDateTimeISO(timezone);
    const plainTime = new Temporal.PlainTime(where.hour ?? 0, where.minute ?? 0);
    // A skipped time may be cut on the date after its own.
    const dates = [local.toPlainDate(), local.toPlainDate().subtract({ days: 1 })].filter((date) => {
      if (every === 'day') return true;
      if (every === 'week') return date.dayOfWeek === (where.day_of_week ?? 1);
      return date.day === Math.min(where.day_of_month ?? 1, date.daysInMonth);
    });
    const wanted = dates.map((date) => date.toZonedDateTime({ timeZone: timezone, plainTime }).epochMilliseconds);
    expect(wanted).toContain(cut.getTime());
  });
  fc.assert(property, { numRuns: 300 });
});

/** The starts of the windows that follow each other from a time on. */
function cutsOf(cutting: Cutting, from: string, until: string): string[] {
  const starts: string[] = [];
  for (let start = new Date(from); start < new Date(until); start = cutAfter(cutting, start)) {
    starts.push(start.toISOString());
  }
  return starts;
}
const hoursOf = (cutting: Cutting, time: string) => {
  const start = cutAtOrBefore(cutting, new Date(time));
  return (cutAfter(cutting, start).getTime() - start.getTime()) / HOUR_MS;
};

test.each([
  ['Europe/Berlin', '2026-03-29T12:00:00Z', 23],
  ['Europe/Berlin', '2026-10-25T12:00:00Z', 25],
  ['Australia/Lord_Howe', '2026-10-04T12:00:00+11:00', 23.5],
  ['Asia/Beirut', '2026-03-29T12:00:00+03:00', 23],
  ['Asia/Kathmandu', '2026-03-29T12:00:00+05:45', 24],
  // Dublin's winter time is the one that is saved.
  ['Europe/Dublin', '2026-10-25T12:00:00Z', 25],
])('a day in %s around %s is one window of %d hours', (timezone, time, hours) => {
  expect(hoursOf({ every: 'day', at: {}, timezone }, time)).toBe(hours);
});

test('a time that the clocks skip is cut as much later, one that they show twice at the first time', () => {
  const cutting: Cutting = { every: 'day', at: { hour: 2, minute: 30 }, timezone: 'Europe/Berlin' };
  expect(cutsOf(cutting, '2026-03-28T01:30:00Z', '2026-03-30T12:00:00Z')).toEqual([
    '2026-03-28T01:30:00.000Z',
    '2026-03-29T01:30:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ]);
  expect(cutAfter(cutting, new Date('2026-10-24T12:00:00Z')).toISOString()).toBe('2026-10-25T00:30:00.000Z');
  expect(cutAfter(cutting, new Date('2026-10-25T00:30:00Z')).toISOString()).toBe('2026-10-26T01:30:00.000Z');
});

test('a day that a zone left out makes no window', () => {
  const cutting: Cutting = { every: 'day', at: {}, timezone: 'Pacific/Apia' };
  expect(cutsOf(cutting, '2011-12-29T10:00:00Z', '2012-01-01T00:00:00Z')).toEqual([
    '2011-12-29T10:00:00.000Z',
    '2011-12-30T10:00:00.000Z',
    '2011-12-31T10:00:00.000Z',
  ]);
});

test('an hour is cut each time the clocks show its minute', () => {
  const cutting: Cutting = { every: 'hour', at: { minute: 45 }, timezone: 'Australia/Lord_Howe' };
  // From UTC+11 to UTC+10:30 at 02:00: 01:45 is shown twice, half an hour apart.
  expect(cutsOf(cutting, '2026-04-04T13:45:00Z', '2026-04-04T17:00:00Z')).toEqual([
    '2026-04-04T13:45:00.000Z',
    '2026-04-04T14:45:00.000Z',
    '2026-04-04T15:15:00.000Z',
    '2026-04-04T16:15:00.000Z',
  ]);
});

test('the 31st is the last day of a shorter month; weeks begin on the day that is asked for', () => {
  const monthly: Cutting = { every: 'month', at: { day_of_month: 31 }, timezone: 'UTC' };
  expect(cutsOf(monthly, '2028-01-31T00:00:00Z', '2028-05-01T00:00:00Z').map((cut) => cut.slice(0, 10))).toEqual([
    ...['2028-01-31', '2028-02-29', '2028-03-31', '2028-04-30'],
  ]);
  const weekly: Cutting = { every: 'week', at: { day_of_week: 7, hour: 6 }, timezone: 'America/New_York' };
  expect(cutAfter(weekly, new Date('2026-03-02T00:00:00Z')).toISOString()).toBe('2026-03-08T10:00:00.000Z');
});

test('windows go on from wherever the last one ended', () => {
  const cutting: Cutting = { every: 'month', at: {}, timezone: 'UTC' };
  expect(cutsOf(cutting, '2026-03-09T13:00:00Z', '2026-05-02T00:00:00Z')).toEqual([
    '2026-03-09T13:00:00.000Z',
    '2026-04-01T00:00:00.000Z',
    '2026-05-01T00:00:00.000Z',
  ]);
});

test('a zone is a name that the rules know', () => {
  const names = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'US/Pacific', '+05:30', '', 'Mars/Base', 'Europe', 'Z'];
  expect(names.filter(isTimeZone)).toEqual(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'US/Pacific']);
});
