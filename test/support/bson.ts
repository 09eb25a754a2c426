import { BSON } from 'mongodb';
import fc from 'fast-check';

const {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  EJSON,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} = BSON;

/** A document for tests: a Map keeps the order of keys that an object would sort. */
export type Doc = Map<string, unknown>;

/** The slow way to the same JSON: from the values that were serialized, one rule a line, no bytes. */
export function referenceJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (value instanceof Map) {
    return `{${[...(value as Doc)].map(([key, item]) => `${JSON.stringify(key)}:${referenceJson(item)}`).join(',')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(referenceJson).join(',')}]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'null' : JSON.stringify(value.toISOString());
  if (value instanceof Double) return referenceNumber(value.value);
  if (value instanceof Int32) return String(value.value);
  if (value instanceof Timestamp) return EJSON.stringify(value, { relaxed: true }); // a kind of Long: comes first
  if (value instanceof Long) return value.toString();
  if (value instanceof Decimal128) return /NaN|Infinity/.test(value.toString()) ? 'null' : value.toString();
  if (value instanceof ObjectId) return `"${value.toHexString()}"`;
  if (value instanceof Binary) return JSON.stringify(value.toString('base64'));
  if (value instanceof BSONSymbol) return JSON.stringify(value.value);
  if (value instanceof Code && value.scope) {
    return `{"$code":${JSON.stringify(value.code)},"$scope":${referenceJson(value.scope)}}`;
  }
  return EJSON.stringify(value, { relaxed: true });
}

function referenceNumber(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  return Object.is(value, -0) ? '-0' : String(value);
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\u0000', '\u001f', '\u007f', '\u2028', 'é', '你', '😀', 'a') }),
);
const key = fc.oneof(
  fc.constantFrom('__proto__', 'a.b', '.', '', '$ref', '$', 'constructor', '1', '0', 'toJSON', '"', 'k'.repeat(80)),
  text.map((name) => name.replaceAll('\u0000', '')),
);
const bytes = fc.uint8Array({ maxLength: 24 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const decimal = fc
  .tuple(
    fc.boolean(),
    fc.bigInt({ min: 0n, max: 10n ** 34n - 1n }),
    fc.integer({ min: -6176, max: 6111 }),
    fc.boolean(),
  )
  .map(([minus, digits, exponent, near]) => `${minus ? '-' : ''}${digits}E${near ? exponent % 40 : exponent}`);

const scalar: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.boolean(),
  fc.constantFrom(null, undefined, new MinKey(), new MaxKey()),
  fc.integer().map((value) => new Int32(value)),
  fc.double().map((value) => new Double(value)),
  fc.integer().map((value) => new Double(value)),
  int64.map((value) => Long.fromBigInt(value)),
  fc.oneof(decimal, fc.constantFrom('NaN', 'Infinity', '-Infinity')).map((value) => Decimal128.fromString(value)),
  fc.date({ noInvalidDate: true }),
  bytes.chain((value) => fc.constantFrom(0, 3, 4, 5, 128).map((type) => new Binary(value, type))),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((value) => new ObjectId(value)),
  fc
    .tuple(key, fc.subarray(['i', 'm', 's', 'x']))
    .map(([pattern, options]) => new BSONRegExp(pattern, options.join(''))),
  fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff)).map(([t, i]) => new Timestamp({ t, i })),
  text.map((value) => new Code(value)),
  text.map((value) => new BSONSymbol(value)),
);

const { document } = fc.letrec<{ value: unknown; array: unknown[]; code: unknown; document: Doc }>((tie) => ({
  value: fc.oneof({ maxDepth: 4, depthSize: 'small' }, scalar, tie('document'), tie('array'), tie('code')),
  array: fc.array(tie('value'), { maxLength: 5 }),
  code: fc.tuple(text, tie('document')).map(([code, scope]) => new Code(code, scope as never)),
  document: fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((entries) => new Map(entries)),
}));

/** Documents of every type that the driver writes, in any order and nesting, some of them a hundred levels deep. */
export const documents: fc.Arbitrary<Doc> = fc
  .tuple(document, fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 100 })), fc.boolean())
  .map(([inner, levels, arrays]) => {
    let nested = inner;
    for (let level = 0; level < levels; level += 1) nested = new Map([['in', arrays && level % 2 ? [nested] : nested]]);
    return nested;
  });

export function serialize(value: Doc | Record<string, unknown>): Buffer {
  return Buffer.from(BSON.serialize(value as Record<string, unknown>, { ignoreUndefined: false }));
}

/** A document of raw elements, for what the driver would not write. */
export function rawDocument(...elements: Buffer[]): Buffer {
  const body = Buffer.concat(elements);
  return Buffer.concat([int32(body.length + 5), body, Buffer.of(0)]);
}

export function rawElement(type: number, name: string | Buffer, value: Buffer): Buffer {
  return Buffer.concat([Buffer.of(type), Buffer.from(name as string), Buffer.of(0), value]);
}

export function rawText(value: string | Buffer): Buffer {
  const content = Buffer.from(value as string);
  return Buffer.concat([int32(content.length + 1), content, Buffer.of(0)]);
}

export function int32(value: number): Buffer {
  const written = Buffer.alloc(4);
  written.writeInt32LE(value);
  return written;
}
