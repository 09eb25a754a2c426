import { BsonType, type Source } from './bson';
import { type MetadataKind } from './column';
import { Elements } from './elements';
import { type Output } from './output';
import { type Found } from './paths';
import { writeAscii, writeNull } from './scalars';
import { writeName, writeText } from './text';
import { writeValue } from './value';

const QUOTE = 0x22;
const LETTER_N = 0x6e;

/** Start and end of each written key in the output. Logs with more keys are rare. */
const written = new Int32Array(2 * 16);

type MetadataWriter = (out: Output, source: Source, found: Found, slots: MetadataSlots) => void;

/** Indexes of the paths of the key list, the value list, and the document that holds both. */
export interface MetadataSlots {
  map: number;
  keys: number;
  values: number;
}

/** The metadata of a log are two parallel lists, or a plain map. Anything else counts as missing. */
export const metadataWriters: Readonly<Record<MetadataKind, MetadataWriter>> = {
  metadata(out, source, found, { map, keys, values }) {
    if (found.types[keys] === BsonType.array || found.types[values] === BsonType.array) {
      writePairs(out, source, listAt(found, keys), listAt(found, values));
    } else if (found.types[map] === BsonType.document) writeMap(out, source, found.offsets[map]!);
    else writeNull(out);
  },
  metadataKeys(out, source, found, { map, keys, values }) {
    if (found.types[keys] === BsonType.array) writeStrings(out, source, found.offsets[keys]!);
    else if (isMap(found, map, values)) writeNames(out, source, found.offsets[map]!);
    else writeNull(out);
  },
  metadataValues(out, source, found, { map, keys, values }) {
    if (found.types[values] === BsonType.array) writeStrings(out, source, found.offsets[values]!);
    else if (isMap(found, map, keys)) writeStrings(out, source, found.offsets[map]!);
    else writeNull(out);
  },
};

/** The offset of the list in that slot; -1 for none. */
export const listAt = ({ types, offsets }: Found, slot: number) =>
  types[slot] === BsonType.array ? offsets[slot]! : -1;

export const isMap = ({ types }: Found, map: number, otherList: number) =>
  types[map] === BsonType.document && types[otherList] !== BsonType.array;

/**
 * Writes two parallel lists as one object of strings. A key that comes again keeps its place and takes the later
 * value; a key without a value is null; a value without a key, or whose key is null, is left out.
 */
function writePairs(out: Output, source: Source, keysAt: number, valuesAt: number): void {
  const start = out.length;
  const keys = new Elements(source, keysAt);
  const values = new Elements(source, valuesAt);
  if (writeFewDistinct(out, source, keys, values)) return;

  out.length = start;
  writeAnyPairs(out, source, new Elements(source, keysAt), new Elements(source, valuesAt));
}

/** Writes the pairs in order. Gives up, with the output half written, if a key repeats or there are many. */
function writeFewDistinct(out: Output, source: Source, keys: Elements, values: Elements): boolean {
  let before = '{';
  let count = 0;
  while (keys.next()) {
    values.next();
    if (isNull(keys.type)) continue;
    writeAscii(out, before);
    before = ',';
    const start = out.length;
    writeKey(out, source, keys);
    if (count === written.length || isAmong(out.bytes, count, start, out.length)) return false;
    written[count] = start;
    written[count + 1] = out.length;
    count += 2;
    writeAscii(out, ':');
    writeString(out, source, values.type, values.at);
  }
  writeAscii(out, before === '{' ? '{}' : '}');
  return true;
}

/** Whether the key just written equals an earlier one, byte by byte. */
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
  // Indexed by the written key, one character per byte.
  const pairs = new Map<string, { type: number; at: number }>();
  const start = out.length;
  while (keys.next()) {
    values.next();
    if (isNull(keys.type)) continue;
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

function writeMap(out: Output, source: Source, at: number): void {
  const entries = new Elements(source, at);
  let before = '{';
  while (entries.next()) {
    writeAscii(out, before);
    writeName(out, source, entries.nameAt, entries.at);
    writeString(out, source, entries.type, entries.at);
    before = ',';
  }
  writeAscii(out, before === '{' ? '{}' : '}');
}

/** Writes the values of a list or a map as strings. */
function writeStrings(out: Output, source: Source, at: number): void {
  writeList(out, new Elements(source, at), ({ type, at: valueAt }) => writeString(out, source, type, valueAt));
}

function writeNames(out: Output, source: Source, at: number): void {
  writeList(out, new Elements(source, at), ({ nameAt, at: valueAt }) => writeText(out, source, nameAt, valueAt - 1));
}

function writeList(out: Output, elements: Elements, write: (element: Elements) => void): void {
  let before = '[';
  while (elements.next()) {
    writeAscii(out, before);
    write(elements);
    before = ',';
  }
  writeAscii(out, before === '[' ? '[]' : ']');
}

export const isNull = (type: number) => type === BsonType.null || type === BsonType.undefined;

function writeKey(out: Output, source: Source, { type, at }: Elements): void {
  const start = out.length;
  writeString(out, source, type, at);
  if (out.bytes[start] !== LETTER_N) return;
  out.length = start;
  writeAscii(out, '"null"');
}

/** Writes a value as a string: a number by its digits, a document by its JSON. Missing and null become null. */
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
