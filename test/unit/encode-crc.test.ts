import { crc32c } from '@node-rs/crc32';
import fc from 'fast-check';
import { combineCrc32c, crc32cBase64, parseCrc32c } from '../../src/encode/crc';

test('the known answer, as Cloud Storage writes it', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32cBase64(0xe3069283)).toBe('4waSgw==');
  expect(crc32cBase64(0)).toBe('AAAAAA==');
  expect(parseCrc32c('4waSgw==')).toBe(0xe3069283);
});

test('every checksum reads back', () => {
  fc.assert(fc.property(fc.nat(0xffffffff), (value) => parseCrc32c(crc32cBase64(value)) === value));
});

test.each(['', 'AAAA', '4waSgw', '4waSgw= =', '4waSgx==', 'AAAAAAAA', '-waSgw=='])('%p is refused', (text) => {
  expect(() => parseCrc32c(text)).toThrow(RangeError);
});

test('combining equals the checksum of both together', () => {
  const bytes = fc.uint8Array({ maxLength: 3000, size: 'max' });
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(combineCrc32c(crc32c(a), crc32c(b), b.length)).toBe(crc32c(Buffer.concat([a, b])));
    }),
  );
});

test('empty parts change nothing', () => {
  expect(combineCrc32c(0x12345678, 0, 0)).toBe(0x12345678);
  expect(combineCrc32c(0, 0xdeadbeef, 77)).toBe(0xdeadbeef);
});

test('many parts, folded', () => {
  const parts = Array.from({ length: 50 }, (_, i) => Buffer.alloc(i * 997, `part ${i} `));
  const folded = parts.reduce((sum, part) => combineCrc32c(sum, crc32c(part), part.length), 0);
  expect(folded).toBe(crc32c(Buffer.concat(parts)));
});

test('lengths past 2^32: the order of combining does not matter', () => {
  const [a, b, c] = [0x11111111, 0x22222222, 0x33333333];
  const [lengthB, lengthC] = [2 ** 40 + 12345, 2 ** 52 + 678];
  const left = combineCrc32c(combineCrc32c(a, b, lengthB), c, lengthC);
  const right = combineCrc32c(a, combineCrc32c(b, c, lengthC), lengthB + lengthC);
  expect(left).toBe(right);
});

test.each([-1, 0.5, NaN, 2 ** 53])('a length of %p is refused', (length) => {
  expect(() => combineCrc32c(1, 2, length)).toThrow(RangeError);
});
