import { BsonType, documentEnd, nameEnd, stringEnd, valueEnd, type Source } from './bson';
import { CorruptDocumentError } from './corrupt-document';
import { writeCode, writeDbPointer, writeRegex, writeTimestamp } from './extended';
import { type Output } from './output';
import {
  writeAscii,
  writeBinary,
  writeBool,
  writeDate,
  writeDecimal,
  writeDouble,
  writeInt,
  writeInt64,
  writeNull,
  writeObjectId,
} from './scalars';
import { writeName, writeText } from './text';

const T = BsonType; // an import would be looked up anew in each case of a switch

/** More levels than any server stores (200 by default, 1,000 at most), and far fewer than the call stack allows. */
const DEEPEST = 1000;

/**
 * Writes the value of that type at `at` as JSON and returns the offset after it. Numbers keep their exact digits,
 * documents the order of their keys. A key that is stored twice is written twice, since either value may be the wanted
 * one. Types that JSON lacks: dates as ISO 8601, ObjectIds in hex, binary in base64, symbols as strings,
 * undefined, NaN and infinities as null, the rest as relaxed MongoDB Extended JSON.
 */
export function writeValue(
  out: Output,
  source: Source,
  type: number,
  at: number,
  limit: number,
  depth: number,
): number {
  switch (type) {
    case T.string:
    case T.symbol: {
      const end = stringEnd(source, at, limit);
      writeText(out, source, at + 4, end - 1);
      return end;
    }
    case T.document:
      return writeDocument(out, source, at, limit, depth + 1);
    case T.array:
      return writeArray(out, source, at, limit, depth + 1);
    case T.codeWithScope:
      return writeCodeWithScope(out, source, at, limit, depth + 1);
    default: {
      const end = valueEnd(source, type, at, limit);
      writeFlat(out, source, type, at, end);
      return end;
    }
  }
}

/** Writes a value without nested ones, whose end has been checked. */
function writeFlat(out: Output, source: Source, type: number, at: number, end: number): void {
  switch (type) {
    case T.int32:
      return writeInt(out, source.view.getInt32(at, true));
    case T.double:
      return writeDouble(out, source.view.getFloat64(at, true));
    case T.bool:
      return writeBool(out, source.bytes[at] !== 0);
    case T.int64:
      return writeInt64(out, source, at);
    case T.date:
      return writeDate(out, Number(source.view.getBigInt64(at, true)));
    case T.objectId:
      return writeObjectId(out, source, at);
    case T.decimal128:
      return writeDecimal(out, source, at);
    case T.binary:
      return writeBinary(out, source, at, end);
    case T.regex:
      return writeRegex(out, source, at, end);
    case T.timestamp:
      return writeTimestamp(out, source, at);
    case T.code:
      return writeCode(out, source, at, end);
    case T.dbPointer:
      return writeDbPointer(out, source, at, end);
    case T.minKey:
      return writeAscii(out, '{"$minKey":1}');
    case T.maxKey:
      return writeAscii(out, '{"$maxKey":1}');
    default:
      return writeNull(out);
  }
}

/** Writes the document at `at` as a JSON object and returns the offset after it. */
export function writeDocument(out: Output, source: Source, at: number, limit: number, depth: number): number {
  if (depth > DEEPEST) throw new CorruptDocumentError('nesting deeper than any store holds', at);
  const { bytes } = source;
  const end = documentEnd(source, at, limit);
  const last = end - 1;
  out.reserve(2);
  out.bytes[out.length++] = 0x7b;
  let p = at + 4;
  while (p < last) {
    const type = bytes[p]!;
    const valueAt = writeName(out, source, p + 1, last);
    p = writeValue(out, source, type, valueAt, last, depth);
    out.reserve(1);
    out.bytes[out.length++] = 0x2c;
  }
  close(out, p > at + 4, 0x7d);
  return end;
}

function writeArray(out: Output, source: Source, at: number, limit: number, depth: number): number {
  if (depth > DEEPEST) throw new CorruptDocumentError('nesting deeper than any store holds', at);
  const { bytes } = source;
  const end = documentEnd(source, at, limit);
  const last = end - 1;
  out.reserve(2);
  out.bytes[out.length++] = 0x5b;
  let p = at + 4;
  while (p < last) {
    const type = bytes[p]!;
    p = writeValue(out, source, type, nameEnd(source, p + 1, last), last, depth);
    out.reserve(1);
    out.bytes[out.length++] = 0x2c;
  }
  close(out, p > at + 4, 0x5d);
  return end;
}

/** Replaces the comma after the last element, if any, with the bracket. */
function close(out: Output, any: boolean, bracket: number): void {
  if (any) out.length -= 1;
  out.reserve(1);
  out.bytes[out.length++] = bracket;
}

function writeCodeWithScope(out: Output, source: Source, at: number, limit: number, depth: number): number {
  const end = documentEnd(source, at, limit);
  const scopeAt = stringEnd(source, at + 4, end);
  writeAscii(out, '{"$code":');
  writeText(out, source, at + 8, scopeAt - 1);
  writeAscii(out, ',"$scope":');
  if (writeDocument(out, source, scopeAt, end, depth) !== end) {
    throw new CorruptDocumentError('a bad scope length', scopeAt);
  }
  writeAscii(out, '}');
  return end;
}
