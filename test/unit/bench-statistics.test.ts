import fc from 'fast-check';
import { tableText } from '../../bench/report';
import { median, percentile, spreadOf, uncovered } from '../../bench/statistics';

test('the median is the middle of the values, in any order', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test('a percentile is the smallest value that enough of them do not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0, 0.01, 0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 1, 50, 99, 100]);
  expect(percentile([7], 0.99)).toBe(7);
  expect(percentile([], 0.99)).toBeNaN();
});

test('a spread tells the rounds from the lowest to the highest', () => {
  expect(spreadOf([5, 1, 9])).toEqual({ median: 5, lowest: 1, highest: 9, rounds: 3 });
});

test('the time that no interval covers is what is left millisecond by millisecond', () => {
  const moment = fc.integer({ min: -5, max: 40 });
  const interval = fc.tuple(moment, moment).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 6 }), (intervals) => {
      const [from, to] = [0, 30] as const;
      const idle = Array.from({ length: to - from }, (_, at) => from + at).filter(
        (at) => !intervals.some(([start, end]) => start <= at && at < end),
      );
      expect(uncovered([from, to], intervals)).toBe(idle.length);
    }),
  );
});

test('a table is Markdown, its numbers to the right', () => {
  const table = { title: 'Parts', head: ['part', 'time'], rows: [['plan', '1 s'], ['read', '12 s']], notes: ['Once.'] }; // prettier-ignore
  expect(tableText(table).split('\n')).toEqual([
    'Parts:',
    '',
    '| part | time |',
    '| ---- | ---: |',
    '| plan |  1 s |',
    '| read | 12 s |',
    '',
    'Once.',
    '',
  ]);
});
