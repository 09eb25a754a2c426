import { relativeRanges } from '../../src/model/relative-ranges';
import { relativeOf, resolvePreset } from '../../src/web/request-data/time-presets';

const now = new Date('2026-02-15T10:30:45Z');
const cases = {
  last_hour: ['2026-02-15T09:30:45Z', '2026-02-15T10:30:45Z'],
  last_24_hours: ['2026-02-14T10:30:45Z', '2026-02-15T10:30:45Z'],
  last_7_days: ['2026-02-08T10:30:45Z', '2026-02-15T10:30:45Z'],
  last_30_days: ['2026-01-16T10:30:45Z', '2026-02-15T10:30:45Z'],
  this_month: ['2026-02-01T00:00:00Z', '2026-02-15T10:30:45Z'],
  last_month: ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'],
  this_quarter: ['2026-01-01T00:00:00Z', '2026-02-15T10:30:45Z'],
} as const;

test.each(relativeRanges)('%s in UTC', (range) => {
  const [from, until] = cases[range];
  expect(resolvePreset(range, now, 'utc')).toEqual({ preset: range, from, until, halfTyped: [] });
  expect(relativeOf(range)).toBe(range);
});

test('last month in January is December, and a quarter begins with its first month', () => {
  const january = new Date('2026-01-10T00:00:00Z');
  expect(resolvePreset('last_month', january, 'utc')).toMatchObject({
    from: '2025-12-01T00:00:00Z',
    until: '2026-01-01T00:00:00Z',
  });
  const december = new Date('2026-12-31T23:59:59Z');
  expect(resolvePreset('this_quarter', december, 'utc').from).toBe('2026-10-01T00:00:00Z');
});

test('a local month begins at local midnight', () => {
  const { from } = resolvePreset('this_month', now, 'local');
  expect(new Date(from)).toEqual(new Date(now.getFullYear(), now.getMonth()));
});

test('a custom range begins with what was chosen before; all time has no bounds', () => {
  const before = resolvePreset('last_month', now, 'utc');
  expect(resolvePreset('custom', now, 'utc', before)).toEqual({ ...before, preset: 'custom' });
  expect(resolvePreset('all', now, 'utc', before)).toMatchObject({ from: '', until: '' });
});
