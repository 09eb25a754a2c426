import { type Source } from './bson';
import { decimalText } from './decimal';
import { type Output } from './output';

/** Room for any value that these functions write, and for what goes around it. */
const ROOM = 64;
const ZERO = 0x30;
const QUOTE = 0x22;
const DAY = 86_400_000;
/** The furthest that a JavaScript `Date` reaches from 1970, either way. */
export const LAST_DATE = 8.64e15;

/** For ASCII that needs no escape: digits, literals, punctuation. */
export function writeAscii(out: Output, text: string): void {
  const size = text.length;
  out.reserve(size);
  const { bytes } = out;
  let length = out.length;
  for (let i = 0; i < size; i += 1) bytes[length++] = text.charCodeAt(i);
  out.length = length;
}

export function writeNull(out: Output): void {
  out.reserve(4);
  out.view.setInt32(out.length, 0x6c6c756e, true); // "null"
  out.length += 4;
}

export function writeBool(out: Output, value: boolean): void {
  writeAscii(out, value ? 'true' : 'false');
}

/** Writes a whole number within the 32 bits. */
export function writeInt(out: Output, value: number): void {
  out.reserve(ROOM);
  const { bytes } = out;
  let rest = value;
  if (rest < 0) {
    bytes[out.length++] = 0x2d;
    rest = -rest;
  }
  let digits = 1;
  for (let power = 10; power <= rest && digits < 10; power *= 10) digits += 1;
  writeDigits(bytes, out.length, digits, rest);
  out.length += digits;
}

/** The shortest form that reads back as the same double; -0 keeps its sign, and what JSON has no number for is null. */
export function writeDouble(out: Output, value: number): void {
  if ((value | 0) === value && (value !== 0 || !Object.is(value, -0))) writeInt(out, value);
  else if (Number.isFinite(value)) writeAscii(out, value === 0 ? '-0' : String(value));
  else writeNull(out);
}

export function writeInt64(out: Output, { view }: Source, at: number): void {
  const low = view.getInt32(at, true);
  const high = view.getInt32(at + 4, true);
  if (high === low >> 31) writeInt(out, low);
  else writeAscii(out, String(view.getBigInt64(at, true)));
}

export function writeDecimal(out: Output, source: Source, at: number): void {
  const text = decimalText(source, at);
  if (text === null) writeNull(out);
  else writeAscii(out, text);
}

/** The day that was written last: logs come ordered by time, so the next one is nearly always of the same. */
let lastDay = NaN;
let lastDayText = '';

/** ISO 8601, milliseconds, UTC; null for a time that a `Date` cannot hold. */
export function writeDate(out: Output, time: number): void {
  if (!(Math.abs(time) <= LAST_DATE)) return writeNull(out);
  const whole = Math.trunc(time);
  const day = Math.floor(whole / DAY);
  if (day !== lastDay) {
    lastDayText = `"${new Date(whole).toISOString().slice(0, -'00:00:00.000Z'.length)}`;
    lastDay = day;
  }
  writeAscii(out, lastDayText);
  out.reserve(ROOM);
  const { bytes } = out;
  const rest = whole - day * DAY;
  let length = out.length;
  length = writeDigits(bytes, length, 2, Math.floor(rest / 3_600_000));
  bytes[length++] = 0x3a;
  length = writeDigits(bytes, length, 2, Math.floor(rest / 60_000) % 60);
  bytes[length++] = 0x3a;
  length = writeDigits(bytes, length, 2, Math.floor(rest / 1000) % 60);
  bytes[length++] = 0x2e;
  length = writeDigits(bytes, length, 3, rest % 1000);
  bytes[length++] = 0x5a;
  bytes[length++] = QUOTE;
  out.length = length;
}

/** Writes that many digits, the last of them last, and returns the length after them. */
function writeDigits(bytes: Uint8Array, length: number, digits: number, value: number): number {
  let rest = value;
  for (let at = length + digits - 1; at >= length; at -= 1) {
    const tens = (rest / 10) | 0;
    bytes[at] = ZERO + rest - tens * 10;
    rest = tens;
  }
  return length + digits;
}

export function writeObjectId(out: Output, { bytes }: Source, at: number): void {
  out.reserve(ROOM);
  const target = out.bytes;
  let length = out.length;
  target[length++] = QUOTE;
  for (let i = at; i < at + 12; i += 1) {
    target[length++] = hexDigit(bytes[i]! >> 4);
    target[length++] = hexDigit(bytes[i]! & 15);
  }
  target[length++] = QUOTE;
  out.length = length;
}

/** The digit's ASCII code, in lower case. */
export function hexDigit(value: number): number {
  return value < 10 ? ZERO + value : 0x57 + value;
}

/** Binary of any subtype, as base64. The old subtype 2 has a length of its own before the bytes. */
export function writeBinary(out: Output, { bytes, view }: Source, at: number, end: number): void {
  const old = bytes[at + 4] === 2 && end - at >= 9 && view.getInt32(at + 5, true) === end - at - 9;
  const base64 = bytes.toString('base64', at + (old ? 9 : 5), end);
  out.reserve(base64.length + 2);
  out.bytes[out.length++] = QUOTE;
  out.length += out.bytes.write(base64, out.length, 'latin1');
  out.bytes[out.length++] = QUOTE;
}
