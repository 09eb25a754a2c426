import fc from 'fast-check';
import type { Named } from '../../src/objects/port';
import { bytesIn, cutPieces, isCopied, type Piece } from '../../src/objects/s3/pieces';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

const partsOf = (sizes: readonly number[]): Named[] =>
  sizes.map((bytes, index) => ({ name: String(index), bytes, crc32c: 0, version: 'v' }));
const shapeOf = (pieces: readonly Piece[]) =>
  pieces.map((piece) => piece.map(({ part, from, to }) => `${part.name}:${from}-${to}`).join(' '));

test('every byte lies in one piece, in order, and every piece has a size that S3 takes', () => {
  const size = fc.oneof(fc.integer({ min: 0, max: 12 * MIB }), fc.integer({ min: 0, max: 12 * GIB }), fc.constant(0));
  fc.assert(
    fc.property(fc.array(size, { maxLength: 60 }), (sizes) => {
      const parts = partsOf(sizes);
      const pieces = cutPieces(parts);
      const at = new Map(parts.map(({ name }) => [name, 0]));
      const order = pieces.flat().map(({ part, from, to }) => {
        expect(from).toBe(at.get(part.name));
        at.set(part.name, to);
        return Number(part.name);
      });
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect([...at.values()]).toEqual(sizes);
      for (const piece of pieces) expect(bytesIn(piece)).toBeLessThanOrEqual(isCopied(piece) ? 5 * GIB : 10 * MIB);
      for (const piece of pieces.slice(0, -1)) expect(bytesIn(piece)).toBeGreaterThanOrEqual(5 * MIB);
    }),
  );
});

test.each([
  ['nothing is no piece', [], []],
  ['a large object is copied whole', [8 * MIB, 8 * MIB], [`0:0-${8 * MIB}`, `1:0-${8 * MIB}`]],
  ['an object of 6 GiB is copied by halves', [6 * GIB], [`0:0-${3 * GIB}`, `0:${3 * GIB}-${6 * GIB}`]],
  [
    'a small object takes what it lacks from the next one',
    [MIB, 20 * MIB],
    [`0:0-${MIB} 1:0-${4 * MIB}`, `1:${4 * MIB}-${20 * MIB}`],
  ],
  ['the last piece may be small', [6 * MIB, 3], [`0:0-${6 * MIB}`, '1:0-3']],
])('%s', (_, sizes, pieces) => {
  expect(shapeOf(cutPieces(partsOf(sizes)))).toEqual(pieces);
});
