import fc from 'fast-check';
import { bodylessCase, byDataSet, growthCases, nameOf, targetCase, variedCases } from '../../bench/cases';

const allOf = (sizes: readonly number[]) => [
  targetCase(sizes),
  bodylessCase(sizes),
  ...growthCases(sizes),
  ...variedCases(sizes),
];
const grouped = (sizes: readonly number[]) => byDataSet(allOf(sizes)).map(({ cases }) => cases.map(nameOf));

test('the target has a set of its own, then come the growing exports of one set, then logs of other sizes', () => {
  expect(grouped([10_000, 50_000, 200_000])).toEqual([
    [
      '50,000 × 2 KB, all columns, jsonl',
      '50,000 × 2 KB, all without bodies, jsonl',
      '50,000 × 2 KB, 4 columns, jsonl',
      '50,000 × 2 KB, all columns, jsonl.gz',
    ],
    ['10,000 of 200,000 × 2 KB, all columns, jsonl', '200,000 × 2 KB, all columns, jsonl'],
    ['50,000 × 0.5 KB, all columns, jsonl'],
    ['5,000 × 20 KB, all columns, jsonl'],
    ['500 × 200 KB, all columns, jsonl'],
  ]);
});

test('the target’s size may be an end of the growing exports', () => {
  const growing = (sizes: readonly number[]) => growthCases(sizes).map(nameOf);
  expect(growing([2_000, 10_000])).toEqual([
    '2,000 of 10,000 × 2 KB, all columns, jsonl',
    '10,000 × 2 KB, all columns, jsonl',
  ]);
  expect(growing([10_000, 50_000])).toEqual([
    '10,000 of 50,000 × 2 KB, all columns, jsonl',
    '50,000 × 2 KB, all columns, jsonl',
  ]);
  expect(grouped([10_000, 50_000])[0]).toHaveLength(5);
  expect(growing([7])).toEqual(['7 × 2 KB, all columns, jsonl']);
});

test('whatever the sizes, each case is measured once, under a name of its own, in a set that has its logs', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 300_000 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(sizes, (some) => {
      const groups = byDataSet(allOf(some));
      const names = groups.flatMap(({ cases }) => cases.map(nameOf));
      expect(names.toSorted()).toEqual([...new Set(allOf(some).map(nameOf))].sort());
      expect(new Set(groups.map(({ data }) => data.workspace)).size).toBe(groups.length);
      for (const { data, cases } of groups) {
        for (const one of cases) {
          expect(one.data).toEqual(data);
          expect(one.logs).toBeLessThanOrEqual(data.logs);
        }
      }
    }),
  );
});
