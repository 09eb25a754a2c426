/** How stored values become values of a Parquet column, from BSON's bytes to Parquet's plain encoding. */
import { BsonType, type Source, stringEnd } from '../bson';
import type { ValueKind } from '../column';
import { flagTextAt, numberAt, numberTextAt, timeAt, type ValueWriter, valueWriters } from '../column-value';
import { decimalText } from '../decimal';
import type { Output } from '../output';
import { LAST_DATE } from '../scalars';
import { writeText } from '../text';
import { unescapeText } from '../unescape';
import { wholeNumber } from './whole-number';

/** What came of a stored value: one was written, it is none, or it does not fit the column. */
export type Read = 'value' | 'null' | 'unfit';

/** Writes a stored value of any type but null; nothing where it returns another than `value`. */
export type ValueReader = (out: Output, source: Source, type: number, at: number) => Read;

const LENGTH_BYTES = 4;
const QUOTE = 0x22;
const LETTER_N = 0x6e;

/** Texts as they are, other values as a line writes them. */
const text =
  (write: ValueWriter): ValueReader =>
  (out, source, type, at) =>
    writeSized(out, () => {
      const start = out.length;
      write(out, source, type, at);
      if (out.bytes[start] === LETTER_N) return 'null';
      if (out.bytes[start] === QUOTE) unescapeText(out, start);
      return 'value';
    });

/** Most texts are ASCII, which needs no check for what is not UTF-8. */
export const readText: ValueReader = (out, source, type, at) => {
  if (type !== BsonType.string) return anyText(out, source, type, at);
  const end = stringEnd(source, at, source.bytes.length) - 1;
  return copyAscii(out, source, at + 4, end) ? 'value' : anyText(out, source, type, at);
};
const anyText = text(valueWriters.string);

const readJson: ValueReader = (out, source, type, at) =>
  writeSized(out, () => {
    const start = out.length;
    valueWriters.json(out, source, type, at);
    return out.bytes[start] === LETTER_N ? 'null' : 'value';
  });

const readCount: ValueReader = (out, source, type, at) => {
  const { bytes, view } = source;
  switch (type) {
    case BsonType.int32:
      return writeInt(out, view.getInt32(at, true));
    case BsonType.bool:
      return writeInt(out, bytes[at] === 0 ? 0 : 1);
    case BsonType.int64:
      return writeInt64(out, view.getBigInt64(at, true));
    case BsonType.double: {
      const value = view.getFloat64(at, true);
      return Number.isInteger(value) ? writeInt64(out, BigInt(value)) : 'unfit';
    }
    default: {
      const digits = type === BsonType.decimal128 ? decimalText(source, at) : numberTextAt(source, type, at);
      const value = wholeNumber(digits ?? '');
      return value === null ? 'unfit' : writeInt64(out, value);
    }
  }
};

const readFlag: ValueReader = (out, source, type, at) => {
  const flag = flagTextAt(source, type, at);
  return flag === undefined ? readCount(out, source, type, at) : writeInt(out, flag);
};

const readNumber: ValueReader = (out, source, type, at) => {
  const value = type === BsonType.bool ? Number(source.bytes[at] !== 0) : numberAt(source, type, at);
  return writeDouble(out, value ?? Number(numberTextAt(source, type, at)));
};

const readTime: ValueReader = (out, source, type, at) => {
  const time = timeAt(source, type, at) ?? NaN;
  return Math.abs(time) <= LAST_DATE ? writeInt64(out, BigInt(Math.trunc(time)) * 1_000n) : 'unfit';
};

export const valueReaders: Readonly<Record<ValueKind, ValueReader>> = {
  string: readText,
  label: text(valueWriters.label),
  streamMode: text(valueWriters.streamMode),
  json: readJson,
  count: readCount,
  flag: readFlag,
  number: readNumber,
  date: readTime,
};

/** Writes a name (a C string) of a document as a text. */
export function writeName(out: Output, source: Source, from: number, to: number): void {
  if (copyAscii(out, source, from, to)) return;
  writeSized(out, () => {
    const start = out.length;
    writeText(out, source, from, to);
    unescapeText(out, start);
    return 'value';
  });
}

/** Writes what `write` does with its length before it. */
function writeSized(out: Output, write: () => Read): Read {
  const start = out.length;
  out.reserve(LENGTH_BYTES);
  out.length += LENGTH_BYTES;
  const read = write();
  if (read === 'value') out.view.setUint32(start, out.length - start - LENGTH_BYTES, true);
  else out.length = start;
  return read;
}

/** Copies a text if it is ASCII, with its length before it; otherwise writes nothing and returns false. */
function copyAscii(out: Output, { bytes }: Source, from: number, to: number): boolean {
  out.reserve(LENGTH_BYTES + to - from);
  const target = out.bytes;
  let length = out.length + LENGTH_BYTES;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at]!;
    if (byte >= 0x80) return false;
    target[length++] = byte;
  }
  out.view.setUint32(out.length, to - from, true);
  out.length = length;
  return true;
}

function writeInt(out: Output, value: number): Read {
  out.reserve(8);
  out.view.setInt32(out.length, value, true);
  out.view.setInt32(out.length + 4, value >> 31, true);
  out.length += 8;
  return 'value';
}

function writeInt64(out: Output, value: bigint): Read {
  if (BigInt.asIntN(64, value) !== value) return 'unfit';
  out.reserve(8);
  out.view.setBigInt64(out.length, value, true);
  out.length += 8;
  return 'value';
}

/** NaN and the infinities are no numbers in any format. */
function writeDouble(out: Output, value: number): Read {
  if (!Number.isFinite(value)) return 'unfit';
  out.reserve(8);
  out.view.setFloat64(out.length, value, true);
  out.length += 8;
  return 'value';
}
