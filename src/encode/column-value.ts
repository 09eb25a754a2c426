import { isoTime } from '../model/iso-time';
import { BsonType, stringEnd, type Source } from './bson';
import { type ColumnKind } from './column';
import { decimalText } from './decimal';
import { writeStrings } from './metadata';
import { type Output } from './output';
import { writeAscii, writeDate, writeInt, writeNull } from './scalars';
import { writeValue } from './value';

type ValueWriter = (out: Output, source: Source, type: number, at: number) => void;

/** How each kind writes a value that the log holds, of whatever type. `metadata` is made of two: see `metadata.ts`. */
export const valueWriters: Record<Exclude<ColumnKind, 'metadata'>, ValueWriter> = {
  string: writeAny,
  json: writeAny,
  number: writeNumber,
  flag: writeNumber,
  date: writeTime,
  streamMode: writeStreamMode,
  metadataKeys: writeStrings,
  metadataValues: writeStrings,
};

function writeAny(out: Output, source: Source, type: number, at: number): void {
  writeValue(out, source, type, at, source.bytes.length, 0);
}

function writeNumber(out: Output, source: Source, type: number, at: number): void {
  if (type === BsonType.bool) writeInt(out, source.bytes[at] === 0 ? 0 : 1);
  else writeAny(out, source, type, at);
}

/** Dates, ISO dates in strings and milliseconds in numbers all come out in the one form; other strings as they are. */
function writeTime(out: Output, source: Source, type: number, at: number): void {
  const time = type === BsonType.string ? isoTime(textAt(source, at)) : numberAt(source, type, at);
  if (time === undefined) writeAny(out, source, type, at);
  else writeDate(out, time);
}

function writeStreamMode(out: Output, source: Source, type: number, at: number): void {
  if (type === BsonType.null || type === BsonType.undefined) writeNull(out);
  else writeAscii(out, isOn(source, type, at) ? '"TRUE"' : '"FALSE"');
}

function isOn(source: Source, type: number, at: number): boolean {
  if (type === BsonType.bool) return source.bytes[at] !== 0;
  if (type === BsonType.string) return ['true', '1'].includes(textAt(source, at).toLowerCase());
  return Boolean(numberAt(source, type, at));
}

/** For texts that matter only where they are ASCII. */
function textAt(source: Source, at: number): string {
  return source.bytes.toString('latin1', at + 4, stringEnd(source, at, source.bytes.length) - 1);
}

/** The nearest double to a stored number; undefined for what is none. */
function numberAt(source: Source, type: number, at: number): number | undefined {
  switch (type) {
    case BsonType.int32:
      return source.view.getInt32(at, true);
    case BsonType.int64:
      return Number(source.view.getBigInt64(at, true));
    case BsonType.double:
      return source.view.getFloat64(at, true);
    case BsonType.decimal128:
      return Number(decimalText(source, at) ?? NaN);
    default:
      return undefined;
  }
}
