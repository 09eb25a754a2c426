import { BsonType, documentEnd, nameEnd, valueEnd, type Source } from './bson';
import { type Output } from './output';
import { writeAscii, writeNull } from './scalars';
import { writeText } from './text';
import { writeValue } from './value';

const QUOTE = 0x22;
const LETTER_N = 0x6e;

/** Walks the elements of an array; `type` is 0 once there are no more. */
class Elements {
  type = 0;
  at = 0;
  private p = 0;
  private last = 0;

  /** @param arrayAt where the array is; a log that lacks it has no elements. */
  constructor(
    private readonly source: Source,
    arrayType: number,
    arrayAt: number,
  ) {
    if (arrayType !== BsonType.array) return;
    this.p = arrayAt + 4;
    this.last = documentEnd(source, arrayAt, source.bytes.length) - 1;
  }

  next(): boolean {
    this.type = 0;
    if (this.p >= this.last) return false;
    this.type = this.source.bytes[this.p]!;
    this.at = nameEnd(this.source, this.p + 1, this.last);
    this.p = valueEnd(this.source, this.type, this.at, this.last);
    return true;
  }
}

/** Where each key that has been written starts and ends in the output. Logs with more keys are rare. */
const written = new Int32Array(2 * 16);

/**
 * Writes two parallel arrays as one object of strings. A key that comes again keeps its place and takes the later
 * value; a key without a value is null; a value without a key is left out.
 */
export function writeMetadata(
  out: Output,
  source: Source,
  keysType: number,
  keysAt: number,
  valuesType: number,
  valuesAt: number,
): void {
  if (keysType !== BsonType.array && valuesType !== BsonType.array) return writeNull(out);
  const start = out.length;
  const keys = new Elements(source, keysType, keysAt);
  const values = new Elements(source, valuesType, valuesAt);
  if (writeFewDistinct(out, source, keys, values)) return;

  out.length = start;
  writeAnyPairs(out, source, new Elements(source, keysType, keysAt), new Elements(source, valuesType, valuesAt));
}

/** Writes the pairs as they come; gives up, with the output half written, where a key comes again or they are many. */
function writeFewDistinct(out: Output, source: Source, keys: Elements, values: Elements): boolean {
  let before = '{';
  for (let count = 0; keys.next(); count += 2) {
    values.next();
    writeAscii(out, before);
    before = ',';
    const start = out.length;
    writeKey(out, source, keys);
    if (count === written.length || isAmong(out.bytes, count, start, out.length)) return false;
    written[count] = start;
    written[count + 1] = out.length;
    writeAscii(out, ':');
    writeString(out, source, values.type, values.at);
  }
  writeAscii(out, before === '{' ? '{}' : '}');
  return true;
}

/** Whether the key just written is one of the first written ones, byte by byte. */
function isAmong(bytes: Buffer, count: number, start: number, end: number): boolean {
  for (let i = 0; i < count; i += 2) {
    const from = written[i]!;
    if (written[i + 1]! - from !== end - start) continue;
    let at = start;
    while (at < end && bytes[at] === bytes[from + at - start]) at += 1;
    if (at === end) return true;
  }
  return false;
}

function writeAnyPairs(out: Output, source: Source, keys: Elements, values: Elements): void {
  // By the key as it is written: its bytes, each a character.
  const pairs = new Map<string, { type: number; at: number }>();
  const start = out.length;
  while (keys.next()) {
    values.next();
    writeKey(out, source, keys);
    pairs.set(out.bytes.toString('latin1', start, out.length), { type: values.type, at: values.at });
    out.length = start;
  }
  let before = '{';
  for (const [key, { type, at }] of pairs) {
    writeAscii(out, before);
    writeAscii(out, key);
    writeAscii(out, ':');
    writeString(out, source, type, at);
    before = ',';
  }
  writeAscii(out, '}');
}

/** Writes an array's elements as strings. Anything but an array counts as missing. */
export function writeStrings(out: Output, source: Source, type: number, at: number): void {
  if (type !== BsonType.array) return writeNull(out);
  const elements = new Elements(source, type, at);
  let before = '[';
  while (elements.next()) {
    writeAscii(out, before);
    writeString(out, source, elements.type, elements.at);
    before = ',';
  }
  writeAscii(out, before === '[' ? '[]' : ']');
}

function writeKey(out: Output, source: Source, { type, at }: Elements): void {
  const start = out.length;
  writeString(out, source, type, at);
  if (out.bytes[start] !== LETTER_N) return;
  out.length = start;
  writeAscii(out, '"null"');
}

/** Writes a value as a string: a number by its digits, a document by its JSON; a missing one, or null, as null. */
function writeString(out: Output, source: Source, type: number, at: number): void {
  if (type === 0) return writeNull(out);
  const start = out.length;
  writeValue(out, source, type, at, source.bytes.length, 0);
  const first = out.bytes[start];
  if (first === QUOTE || first === LETTER_N) return;

  const json = new Uint8Array(out.bytes.subarray(start, out.length));
  out.length = start;
  const text = Buffer.from(json.buffer);
  writeText(out, { bytes: text, view: new DataView(json.buffer) }, 0, text.length);
}
