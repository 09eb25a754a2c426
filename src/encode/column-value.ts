import { isoTime } from '../model/iso-time';
import { numberText } from '../model/number-text';
import { BsonType, stringEnd, type Source } from './bson';
import { type ValueKind } from './column';
import { decimalText } from './decimal';
import { type Output } from './output';
import { writeAscii, writeDate, writeInt, writeNull } from './scalars';
import { writeValue } from './value';

export type ValueWriter = (out: Output, source: Source, type: number, at: number) => void;

/** How each kind writes a stored value of any type. */
export const valueWriters: Readonly<Record<ValueKind, ValueWriter>> = {
  string: writeAny,
  json: writeAny,
  number: writeNumber,
  count: writeNumber,
  flag: writeFlag,
  label: writeLabel,
  date: writeTime,
  streamMode: writeStreamMode,
};

function writeAny(out: Output, source: Source, type: number, at: number): void {
  writeValue(out, source, type, at, source.bytes.length, 0);
}

const LONGEST_NUMBER = 64;

/** The digits of a text that is plainly a number; undefined for other values. */
export function numberTextAt(source: Source, type: number, at: number): string | undefined {
  if (type !== BsonType.string || stringEnd(source, at, source.bytes.length) - at >= LONGEST_NUMBER) return undefined;
  const text = textAt(source, at);
  return numberText.test(text) ? text : undefined;
}

/** Writes a text that is plainly a number as that number, with all its digits. */
function writeNumber(out: Output, source: Source, type: number, at: number): void {
  const text = numberTextAt(source, type, at);
  if (text !== undefined) return writeAscii(out, text);
  if (type === BsonType.bool) writeInt(out, source.bytes[at] === 0 ? 0 : 1);
  else writeAny(out, source, type, at);
}

const flagTexts = new Map([
  ['true', 1],
  ['false', 0],
]);

/** The flag that a text spells out; undefined for other values. */
export const flagTextAt = (source: Source, type: number, at: number): number | undefined =>
  type === BsonType.string ? flagTexts.get(textAt(source, at).toLowerCase()) : undefined;

function writeFlag(out: Output, source: Source, type: number, at: number): void {
  const flag = flagTextAt(source, type, at);
  if (flag === undefined) writeNumber(out, source, type, at);
  else writeInt(out, flag);
}

const BACKSLASH = 0x5c;
const [LETTER_A, LETTER_Z] = [0x61, 0x7a];

/** A word in capitals, as in the catalogue, whatever case the store uses. */
function writeLabel(out: Output, source: Source, type: number, at: number): void {
  const start = out.length;
  writeAny(out, source, type, at);
  if (type !== BsonType.string) return;
  const { bytes, length } = out;
  for (let p = start; p < length; p += 1) {
    const byte = bytes[p]!;
    if (byte >= LETTER_A && byte <= LETTER_Z) bytes[p] = byte - 0x20;
    else if (byte === BACKSLASH) p += 1; // the letter of an escape
  }
}

/** The milliseconds of a date, an ISO string or a number of them; undefined for other values. */
export function timeAt(source: Source, type: number, at: number): number | undefined {
  if (type === BsonType.string) return isoTime(textAt(source, at));
  return type === BsonType.date ? Number(source.view.getBigInt64(at, true)) : numberAt(source, type, at);
}

/** Writes every time in one form; other strings unchanged. */
function writeTime(out: Output, source: Source, type: number, at: number): void {
  const time = timeAt(source, type, at);
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

/** Decodes a text of which only ASCII matters. */
function textAt(source: Source, at: number): string {
  return source.bytes.toString('latin1', at + 4, stringEnd(source, at, source.bytes.length) - 1);
}

/** The nearest double to a stored number; undefined for other values. */
export function numberAt(source: Source, type: number, at: number): number | undefined {
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
