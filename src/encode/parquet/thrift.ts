/** Thrift's compact protocol, which the headers and the footer of Parquet are written in: what they need of it. */
import type { Output } from '../output';

const LARGEST_VARINT = 10;
const [TRUE, I32, I64, BINARY, LIST, STRUCT] = [1, 5, 6, 8, 9, 12];
/** Sizes of lists and steps between fields from here on do not fit in the half byte beside a type. */
const LONG = 15;

/** A value, ready to be written. */
export interface Thrift {
  type: number;
  write: (out: Output) => void;
}

export function writeVarint(out: Output, value: number): void {
  out.reserve(LARGEST_VARINT);
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) out.bytes[out.length++] = (rest % 0x80) | 0x80;
  out.bytes[out.length++] = rest;
}

function writeByte(out: Output, byte: number): void {
  out.reserve(1);
  out.bytes[out.length++] = byte;
}

function writeBytes(out: Output, bytes: Uint8Array): void {
  out.reserve(bytes.length);
  out.bytes.set(bytes, out.length);
  out.length += bytes.length;
}

/** Whole numbers are written zigzag. Those of Parquet's metadata are never negative. */
const whole = (type: number, value: number): Thrift => ({ type, write: (out) => writeVarint(out, value * 2) });
export const i32 = (value: number): Thrift => whole(I32, value);
export const i64 = (value: number): Thrift => whole(I64, value);

/** A field that is true; one that is false is left out, or written as such by its own type. */
export const yes: Thrift = { type: TRUE, write: () => undefined };

export function binary(value: string | Uint8Array): Thrift {
  const bytes = Buffer.from(value as string);
  return {
    type: BINARY,
    write(out) {
      writeVarint(out, bytes.length);
      writeBytes(out, bytes);
    },
  };
}

function writeListHeader(out: Output, count: number, type: number): void {
  writeByte(out, (Math.min(count, LONG) << 4) | type);
  if (count >= LONG) writeVarint(out, count);
}

/** A list of values of one type, at least one. */
export const list = (items: readonly Thrift[]): Thrift => ({
  type: LIST,
  write(out) {
    writeListHeader(out, items.length, items[0]!.type);
    for (const item of items) item.write(out);
  },
});

/** A list of structs, maybe none, that were written one after the other before. */
export const listOfWritten = (count: number, structs: Uint8Array): Thrift => ({
  type: LIST,
  write(out) {
    writeListHeader(out, count, STRUCT);
    writeBytes(out, structs);
  },
});

/** Fields by their ids, in ascending order; undefined ones are left out. */
export const struct = (...fields: readonly (readonly [id: number, value: Thrift | undefined])[]): Thrift => ({
  type: STRUCT,
  write(out) {
    let last = 0;
    for (const [id, value] of fields) {
      if (!value) continue;
      writeByte(out, ((id - last) << 4) | value.type);
      value.write(out);
      last = id;
    }
    writeByte(out, 0);
  },
});
