import fc from 'fast-check';
import { byCategory } from '../../bench/profile';
import { shareRows, tableText } from '../../bench/report';
import { median, medians, percentile, spreadOf, uncovered } from '../../bench/statistics';

test('the median is the middle of the values, in any order', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test('the rounds of several measures have a median each', () => {
  const rounds = [
    { plan: 3, compose: 10 },
    { plan: 1, compose: 30 },
    { plan: 2, compose: 20 },
  ];
  expect(medians(rounds)).toEqual({ plan: 2, compose: 20 });
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
  const table = {
    title: 'Parts',
    head: ['part', 'time'],
    rows: [
      ['plan', '1 s'],
      ['read', '12 s'],
    ],
    notes: ['Once.'],
  };
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

test('each column has its shares of its own whole, also of what another one lacks', () => {
  const rows = shareRows([
    { plan: 500, batches: 1_500 },
    { plan: 1_000, compose: 3_000 },
  ]);
  expect(rows).toEqual([
    ['plan', '0.50 s', '25 %', '1.00 s', '25 %'],
    ['batches', '1.50 s', '75 %', '0.00 s', '0 %'],
    ['compose', '0.00 s', '0 %', '3.00 s', '75 %'],
    ['all', '2.00 s', '100 %', '4.00 s', '100 %'],
  ]);
});

test('a profile is told by category: what has no place is its caller’s, and idle time counts for nothing', () => {
  const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
    id,
    callFrame: { functionName, url },
    children,
  });
  const nodes = [
    node(1, '(root)', '', [2, 3, 5, 6, 8]),
    node(2, '(idle)', ''),
    node(3, 'write', 'node:net', [4]),
    node(4, 'writeBuffer', ''),
    node(5, 'encode', 'file:///app/dist/encode/line.js'),
    node(6, 'post', 'node:inspector', [7]),
    node(7, 'dispatch', ''),
    node(8, 'left', 'file:///app/node_modules/left/pad.js'),
  ];
  const samples = [2, 3, 4, 5, 7, 8, 1, 5];
  const timeDeltas = [9_000, 1_000, 2_000, 3_000, 8_000, 1_500, 500, 4_000];
  expect([...byCategory({ nodes, samples, timeDeltas })]).toEqual([
    ['transcoding', 7],
    ['Node: sockets, streams, timers', 3],
    ['other', 2],
  ]);
});
