import { BSON } from 'mongodb';
import fc from 'fast-check';
import { CorruptDocumentError } from '../../src/encode/corrupt-document';
import { compileLineEncoder } from '../../src/encode/line';
import { Output } from '../../src/encode/output';
import { withEscapes } from '../support/json-escapes';
import { documents, int32, rawDocument, rawElement, rawText, referenceJson, serialize } from '../support/bson';

const { Decimal128, Double, Int32, Long } = BSON;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const encodeIn = compileLineEncoder([{ name: 'in', path: 'in', kind: 'json' }]);

/** The JSON of a whole document. */
function encode(bson: Uint8Array): string {
  const out = new Output(0);
  encodeIn(rawDocument(rawElement(0x03, 'in', Buffer.from(bson))), out);
  return strict.decode(out.take()).slice('{"in":'.length, -'}\n'.length);
}

/** The JSON of one value. */
function encodeValue(value: unknown): string {
  return encode(serialize({ v: value })).slice('{"v":'.length, -1);
}

function encodeRaw(type: number, value: Buffer): string {
  return encode(rawDocument(rawElement(type, 'v', value))).slice('{"v":'.length, -1);
}

test('any document comes out as the reference writes it, byte by byte', () => {
  fc.assert(
    fc.property(documents, (value) => {
      const json = encode(serialize(value));
      expect(json).toBe(withEscapes(referenceJson(value)));
      JSON.parse(json);
    }),
    { numRuns: 1500 },
  );
});

test.each([
  ['int32', new Int32(-2147483648), '-2147483648'],
  ['int32', new Int32(0), '0'],
  ['int64 past 2^53', Long.fromString('9007199254740993'), '9007199254740993'],
  ['int64, lowest', Long.MIN_VALUE, '-9223372036854775808'],
  ['int64, small and negative', Long.fromInt(-1), '-1'],
  ['int64 of 32 bits', Long.fromString('4294967295'), '4294967295'],
  ['double', new Double(0.1), '0.1'],
  ['double, whole', new Double(1234567), '1234567'],
  ['double, large', new Double(1e21), '1e+21'],
  ['double, smallest', new Double(5e-324), '5e-324'],
  ['double, -0', new Double(-0), '-0'],
  ['double, -2^31', new Double(-2147483648), '-2147483648'],
  ['double, 2^31', new Double(2147483648), '2147483648'],
  ['NaN', NaN, 'null'],
  ['Infinity', -Infinity, 'null'],
  ['decimal, trailing zero', Decimal128.fromString('1.50'), '1.50'],
  ['decimal, exponent', Decimal128.fromString('1E+3'), '1E+3'],
  ['decimal, small', Decimal128.fromString('0.0000001'), '1E-7'],
  ['decimal, -0', Decimal128.fromString('-0.00'), '-0.00'],
  [
    'decimal, 34 digits',
    Decimal128.fromString('-1234567890123456789012345678.901234'),
    '-1234567890123456789012345678.901234',
  ],
  ['decimal, NaN', Decimal128.fromString('NaN'), 'null'],
  ['decimal, not canonical', new Decimal128(Buffer.alloc(16, 0x60)), '0E-5984'],
  ['date', new Date('2026-03-09T10:15:00.007Z'), '"2026-03-09T10:15:00.007Z"'],
  ['date before 1970', new Date(-1), '"1969-12-31T23:59:59.999Z"'],
  ['date, first', new Date(-8.64e15), '"-271821-04-20T00:00:00.000Z"'],
  ['date, last', new Date(8.64e15), '"+275760-09-13T00:00:00.000Z"'],
  ['uuid', new BSON.UUID('00112233-4455-6677-8899-aabbccddeeff'), '"ABEiM0RVZneImaq7zN3u/w=="'],
])('%s', (_, value, json) => expect(encodeValue(value)).toBe(json));

test('what the driver does not write, but a store may hold', () => {
  const int64 = (value: bigint) => {
    const written = Buffer.alloc(8);
    written.writeBigInt64LE(value);
    return written;
  };
  expect(encodeRaw(0x06, Buffer.of())).toBe('null'); // undefined
  expect(encodeRaw(0x09, int64(8_640_000_000_000_001n))).toBe('null'); // a date that no Date holds
  expect(encodeRaw(0x09, int64(-(2n ** 63n)))).toBe('null');
  expect(encodeRaw(0x0e, rawText('sym"bol'))).toBe('"sym\\"bol"');
  expect(encodeRaw(0x0c, Buffer.concat([rawText('db.c'), Buffer.alloc(12, 0xab)]))).toBe(
    '{"$ref":"db.c","$id":{"$oid":"abababababababababababab"}}',
  );
  expect(encodeRaw(0x05, Buffer.concat([int32(7), Buffer.of(2), int32(3), Buffer.from('abc')]))).toBe('"YWJj"');
  expect(encodeRaw(0x05, Buffer.concat([int32(3), Buffer.of(2), Buffer.from('abc')]))).toBe('"YWJj"');
});

test('a key that is stored twice is written twice, and keys keep their order', () => {
  const bson = rawDocument(
    ...['b', '2', '1', '__proto__', 'b'].map((name, index) => rawElement(0x10, name, int32(index))),
  );
  expect(encode(bson)).toBe('{"b":0,"2":1,"1":2,"__proto__":3,"b":4}');
});

test('an array is in the order of its elements, whatever they are called', () => {
  const array = rawDocument(rawElement(0x10, '1', int32(7)), rawElement(0x10, 'x', int32(8)));
  expect(encodeRaw(0x04, array)).toBe('[7,8]');
});

test('200 levels are written; more than any store allows are refused', () => {
  const nest = (levels: number) => {
    let bson = rawDocument();
    for (let level = 0; level < levels; level += 1) bson = rawDocument(rawElement(0x03, 'in', bson));
    return bson;
  };
  expect(encode(nest(200))).toBe(`${'{"in":'.repeat(200)}{}${'}'.repeat(200)}`);
  expect(() => encode(nest(5000))).toThrow(CorruptDocumentError);
});

test('a document of 16 MiB', () => {
  const line = 'All of it: "quotes", \\, tabs\t, é, 你好, 😀 and plain text.\n';
  const content = line.repeat((16 * 1024 * 1024 - 32) / Buffer.byteLength(line));
  const bson = serialize({ in: content });
  expect(bson.length).toBeGreaterThan(16 * 1024 * 1024 - 128);
  const out = new Output();
  encodeIn(bson, out);
  expect(out.take().equals(Buffer.from(`${JSON.stringify({ in: content })}\n`))).toBe(true);
});

test('a document may lie anywhere in its memory, and need not be a Buffer', () => {
  const bson = serialize({ in: ['x', 1.5] });
  const memory = new Uint8Array(bson.length + 7);
  memory.set(bson, 3);
  const out = new Output();
  encodeIn(memory.subarray(3, 3 + bson.length), out);
  expect(out.take().toString()).toBe('{"in":["x",1.5]}\n');
});
