/** The metadata of a log as a map of texts, or its keys or values as a list. What is metadata is said in `../metadata`. */
import { BsonType, type Source } from '../bson';
import { type MetadataKind } from '../column';
import { Elements } from '../elements';
import { isMap, isNull, listAt, type MetadataSlots } from '../metadata';
import type { Output } from '../output';
import type { Found } from '../paths';
import type { Leaf } from './leaf';
import { readText, writeName } from './values';

/** Adds the metadata of a log; returns false if there are none. */
type MetadataReader = (leaves: readonly Leaf[], source: Source, found: Found, slots: MetadataSlots) => boolean;

/** Definition levels: there is a list or a map without elements; there is an element, which is null. */
const [NO_ELEMENT, NULL_ELEMENT] = [1, 2];

export const metadataReaders: Readonly<Record<MetadataKind, MetadataReader>> = {
  metadata(leaves, source, found, { map, keys, values }) {
    if (found.types[keys] === BsonType.array || found.types[values] === BsonType.array) {
      addPairs(leaves, source, pairsOf(source, listAt(found, keys), listAt(found, values)));
    } else if (found.types[map] === BsonType.document) {
      addPairs(leaves, source, entriesOf(source, found.offsets[map]!));
    } else return false;
    return true;
  },
  metadataKeys([leaf], source, found, { map, keys, values }) {
    if (found.types[keys] === BsonType.array) addTexts(leaf!, source, elementsOf(source, found.offsets[keys]!));
    else if (isMap(found, map, values)) addNames(leaf!, source, found.offsets[map]!);
    else return false;
    return true;
  },
  metadataValues([leaf], source, found, { map, keys, values }) {
    if (found.types[values] === BsonType.array) addTexts(leaf!, source, elementsOf(source, found.offsets[values]!));
    else if (isMap(found, map, keys)) addTexts(leaf!, source, elementsOf(source, found.offsets[map]!));
    else return false;
    return true;
  },
};

/** A key to write, and where its value is; `type` is 0 where there is none. */
interface Pair {
  writeKey: (out: Output) => void;
  type: number;
  at: number;
}

function* pairsOf(source: Source, keysAt: number, valuesAt: number): Generator<Pair> {
  const keys = new Elements(source, keysAt);
  const values = new Elements(source, valuesAt);
  while (keys.next()) {
    values.next();
    const { type, at } = keys;
    if (isNull(type)) continue;
    const writeKey = (out: Output) => {
      if (readText(out, source, type, at) !== 'value') writeName(out, NULL_NAME, 0, NULL_NAME.bytes.length);
    };
    yield { writeKey, type: values.type, at: values.at };
  }
}

const nullName = Buffer.from('null');
const NULL_NAME: Source = { bytes: nullName, view: new DataView(nullName.buffer, nullName.byteOffset) };

function* entriesOf(source: Source, from: number): Generator<Pair> {
  const entries = new Elements(source, from);
  while (entries.next()) {
    const { nameAt, at, type } = entries;
    yield { writeKey: (out) => writeName(out, source, nameAt, at - 1), type, at };
  }
}

/** A key that comes again keeps its place and takes the later value: readers refuse a map that holds one twice. */
function addPairs([keys, values]: readonly Leaf[], source: Source, pairs: Iterable<Pair>): void {
  const { plain } = keys!;
  // By the written key, one character per byte.
  const kept = new Map<string, Pair>();
  for (const pair of pairs) {
    const start = plain.length;
    pair.writeKey(plain);
    const key = plain.bytes.toString('latin1', start, plain.length);
    if (kept.has(key)) plain.length = start;
    else keys!.add(start, Math.min(kept.size, 1));
    kept.set(key, pair);
  }
  if (kept.size === 0) keys!.addNull(NO_ELEMENT);
  addTexts(values!, source, kept.values());
}

function addNames(leaf: Leaf, source: Source, from: number): void {
  let repetition = 0;
  for (const { writeKey } of entriesOf(source, from)) {
    const start = leaf.plain.length;
    writeKey(leaf.plain);
    leaf.add(start, repetition);
    repetition = 1;
  }
  if (repetition === 0) leaf.addNull(NO_ELEMENT);
}

function* elementsOf(source: Source, from: number): Generator<{ type: number; at: number }> {
  const elements = new Elements(source, from);
  while (elements.next()) yield elements;
}

/** Adds the values of a list, a document or pairs as texts. */
function addTexts(leaf: Leaf, source: Source, values: Iterable<{ type: number; at: number }>): void {
  let repetition = 0;
  for (const { type, at } of values) {
    const start = leaf.plain.length;
    const isNone = type === 0 || isNull(type) || readText(leaf.plain, source, type, at) !== 'value';
    if (isNone) leaf.addNull(NULL_ELEMENT, repetition);
    else leaf.add(start, repetition);
    repetition = 1;
  }
  if (repetition === 0) leaf.addNull(NO_ELEMENT);
}
