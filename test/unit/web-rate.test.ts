import { RateMeter } from '../../src/web/format/rate';
import type { Export } from '../../src/web/types';

const seen = (exported: number, run: Partial<Export> = {}) => ({
  status: 'in_progress' as const,
  started_at: '2026-03-09T00:00:00Z',
  progress: { exported, total: 1_000_000, bytes: 0 },
  ...run,
});

/** What it tells after each second: of how many logs had been written by then. */
const after = (meter: RateMeter, counts: readonly number[]) =>
  counts.map((exported, second) => meter.rateOf(seen(exported), second * 1_000));

test('the rate is of the time in which it wrote, and not of its plan', () => {
  const rates = after(new RateMeter(), [0, 0, 0, 0, 0, 40_000, 80_000, 120_000]);
  expect(rates.slice(0, 5)).toEqual([null, null, null, null, null]);
  expect(rates.slice(5)).toEqual([
    { logsPerSecond: 40_000, timeLeft: 24_000 },
    { logsPerSecond: 40_000, timeLeft: 23_000 },
    { logsPerSecond: 40_000, timeLeft: 22_000 },
  ]);
});

test('one that was under way when it was first seen is measured from there', () => {
  expect(after(new RateMeter(), [500_000, 500_000, 520_000])).toEqual([
    null,
    null,
    { logsPerSecond: 10_000, timeLeft: 48_000 },
  ]);
});

test('what lies longer back than twenty seconds does not count', () => {
  const counts = Array.from({ length: 60 }, (_, second) =>
    second < 30 ? second * 100 : (second - 29) * 1_000 + 3_000,
  );
  expect(after(new RateMeter(), counts).at(-1)!.logsPerSecond).toBeCloseTo(1_000);
});

test('a later run, and one that has ended, begin anew', () => {
  const meter = new RateMeter();
  after(meter, [10_000, 20_000]);
  expect(meter.rateOf(seen(20_000, { started_at: '2026-03-09T01:00:00Z' }), 2_000)).toBeNull();
  expect(meter.rateOf(seen(20_000, { status: 'success' }), 3_000)).toBeNull();
});
