import { CorruptDocumentError } from './corrupt-document';

/** The element types of BSON, as the byte before each element's name. */
export const BsonType = {
  double: 0x01,
  string: 0x02,
  document: 0x03,
  array: 0x04,
  binary: 0x05,
  undefined: 0x06,
  objectId: 0x07,
  bool: 0x08,
  date: 0x09,
  null: 0x0a,
  regex: 0x0b,
  dbPointer: 0x0c,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  int32: 0x10,
  timestamp: 0x11,
  int64: 0x12,
  decimal128: 0x13,
  maxKey: 0x7f,
  minKey: 0xff,
} as const;

/** A document's bytes, twice: `view` reads the multi-byte numbers of the same memory. */
export interface Source {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/** Checks the outermost length, so that every later check against an enclosing end also holds for the memory. */
export function openSource(bson: Uint8Array): Source {
  const { buffer, byteOffset, length } = bson;
  const bytes = Buffer.isBuffer(bson) ? bson : Buffer.from(buffer, byteOffset, length);
  const source = { bytes, view: new DataView(buffer, byteOffset, length) };
  if (documentEnd(source, 0, length) !== length) {
    throw new CorruptDocumentError('a document shorter than its bytes', 0);
  }
  return source;
}

/** Where the document that starts at `at` ends: the offset after its closing zero. */
export function documentEnd({ bytes, view }: Source, at: number, limit: number): number {
  const length = at + 4 <= limit ? view.getInt32(at, true) : 0;
  const end = at + length;
  if (length < 5 || end > limit || bytes[end - 1] !== 0) throw new CorruptDocumentError('a bad document length', at);
  return end;
}

/** Where the length-prefixed string at `at` ends: the offset after its closing zero. Its text starts at `at + 4`. */
export function stringEnd({ bytes, view }: Source, at: number, limit: number): number {
  const length = at + 4 <= limit ? view.getInt32(at, true) : 0;
  const end = at + 4 + length;
  if (length < 1 || end > limit || bytes[end - 1] !== 0) throw new CorruptDocumentError('a bad string length', at);
  return end;
}

/** The offset after the zero that closes the name (a C string) at `at`. */
export function nameEnd({ bytes }: Source, at: number, limit: number): number {
  let end = at;
  while (end < limit && bytes[end] !== 0) end += 1;
  if (end >= limit) throw new CorruptDocumentError('a name without an end', at);
  return end + 1;
}

/** Bytes of the values whose size their type says; -1 for the others. */
const FIXED_SIZE = new Int8Array(256).fill(-1);
for (const type of [BsonType.undefined, BsonType.null, BsonType.minKey, BsonType.maxKey]) FIXED_SIZE[type] = 0;
for (const type of [BsonType.double, BsonType.date, BsonType.timestamp, BsonType.int64]) FIXED_SIZE[type] = 8;
FIXED_SIZE[BsonType.bool] = 1;
FIXED_SIZE[BsonType.int32] = 4;
FIXED_SIZE[BsonType.objectId] = 12;
FIXED_SIZE[BsonType.decimal128] = 16;

/** The offset after the value of that type at `at`, without looking into it. */
export function valueEnd(source: Source, type: number, at: number, limit: number): number {
  const size = FIXED_SIZE[type]!;
  const end = size >= 0 ? at + size : sizedEnd(source, type, at, limit);
  if (end > limit) throw new CorruptDocumentError('a value past the end of its document', at);
  return end;
}

function sizedEnd(source: Source, type: number, at: number, limit: number): number {
  switch (type) {
    case BsonType.string:
    case BsonType.code:
    case BsonType.symbol:
      return stringEnd(source, at, limit);
    case BsonType.document:
    case BsonType.array:
      return documentEnd(source, at, limit);
    case BsonType.binary:
      return binaryEnd(source, at, limit);
    case BsonType.regex:
      return nameEnd(source, nameEnd(source, at, limit), limit);
    case BsonType.dbPointer:
      return stringEnd(source, at, limit) + 12;
    case BsonType.codeWithScope:
      return documentEnd(source, at, limit); // the same shape from outside: a length, and the scope's closing zero
    default:
      throw new CorruptDocumentError('an unknown type', at);
  }
}

function binaryEnd({ view }: Source, at: number, limit: number): number {
  const length = at + 5 <= limit ? view.getInt32(at, true) : -1;
  if (length < 0) throw new CorruptDocumentError('a bad binary length', at);
  return at + 5 + length;
}
