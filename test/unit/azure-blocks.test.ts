import fc from 'fast-check';
import { cutRanges } from '../../src/objects/azure/blocks';
import type { Named } from '../../src/objects/port';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

const partsOf = (sizes: readonly number[]): Named[] =>
  sizes.map((bytes, index) => ({ name: String(index), bytes, crc32c: 0, version: 'v' }));

test('every byte lies in one range, in order, and Azure takes that many blocks', () => {
  const size = fc.oneof(fc.integer({ min: 0, max: 20 * MIB }), fc.integer({ min: 0, max: 80 * GIB }), fc.constant(0));
  fc.assert(
    fc.property(fc.array(size, { maxLength: 60 }), (sizes) => {
      const ranges = cutRanges(partsOf(sizes));
      const at = sizes.map(() => 0);
      // One assertion for all of them: there may be 40,000.
      const isNext = ({ part, from, to }: (typeof ranges)[number], index: number) => {
        const [own, before] = [Number(part.name), Number(ranges[index - 1]?.part.name ?? 0)];
        const fits = own >= before && from === at[own] && to > from;
        at[own] = to;
        return fits;
      };
      expect(ranges.filter((range, index) => !isNext(range, index))).toEqual([]);
      expect(at).toEqual(sizes);
      expect(ranges.length).toBeLessThanOrEqual(50_000);
    }),
    { numRuns: 30 },
  );
});

test.each([
  ['nothing is no block', [], []],
  ['a small part is one block', [5, 0, MIB], ['0:0-5', `2:0-${MIB}`]],
  ['a large part is cut', [20 * MIB], [`0:0-${8 * MIB}`, `0:${8 * MIB}-${16 * MIB}`, `0:${16 * MIB}-${20 * MIB}`]],
])('%s', (_, sizes, expected) => {
  expect(cutRanges(partsOf(sizes)).map(({ part, from, to }) => `${part.name}:${from}-${to}`)).toEqual(expected);
});
