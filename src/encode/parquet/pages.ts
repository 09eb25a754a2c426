import { Output } from '../output';
import { bitsFor, writeHybrid } from './hybrid';
import type { Leaf, PageEnd } from './leaf';
import { i32, struct, type Thrift } from './thrift';

// The numbers of Parquet's enumerations.
export const encodings = { plain: 0, levels: 3, dictionary: 8 };
export const pageTypes = { data: 0, dictionary: 2 };

/** Room for levels and indexes, which are mostly few bytes; those of a full page grow it. */
const SMALL = 1024;

/** A page before it is compressed. */
export interface Page {
  content: Buffer;
  header: (compressedBytes: number) => Thrift;
}

/** A leaf's pages, in order: its different values first, where those and their indexes are smaller than all values. */
export function* pagesOf(leaf: Leaf): Generator<Page & { isDictionary: boolean }> {
  const ends = leaf.endPages();
  const indexed = indexedValues(leaf);
  if (indexed) {
    yield { ...dictionaryPage(leaf), isDictionary: true };
    const whole = { from: START, to: ends.at(-1)! };
    yield { ...dataPage(leaf, whole, { encoding: encodings.dictionary, values: indexed }), isDictionary: false };
    return;
  }
  for (const [index, to] of ends.entries()) {
    const from = ends[index - 1] ?? START;
    const values = leaf.plain.bytes.subarray(from.bytes, to.bytes);
    yield { ...dataPage(leaf, { from, to }, { encoding: encodings.plain, values }), isDictionary: false };
  }
}

const START: PageEnd = { levels: 0, values: 0, bytes: 0 };

/** The values as indexes of a dictionary; null where that is not smaller. */
function indexedValues({ dictionary, plain }: Leaf): Buffer | null {
  const indexes = dictionary.indexes();
  if (!indexes) return null;
  const bits = bitsFor(dictionary.starts.length - 1);
  const out = new Output(SMALL);
  out.reserve(1);
  out.bytes[out.length++] = bits;
  writeHybrid(out, indexes, { from: 0, to: indexes.length, bits });
  return out.length + dictionary.bytes < plain.length ? out.take() : null;
}

function dictionaryPage({ dictionary, plain }: Leaf): Page {
  const values = dictionary.starts.map((start, index) => plain.bytes.subarray(start, dictionary.ends[index]));
  const content = Buffer.concat(values);
  const facts = struct([1, i32(values.length)], [2, i32(encodings.plain)]);
  return {
    content,
    header: (size) => struct([1, i32(pageTypes.dictionary)], [2, i32(content.length)], [3, i32(size)], [7, facts]),
  };
}

function dataPage(
  { spec, definitions, repetitions }: Leaf,
  { from, to }: { from: PageEnd; to: PageEnd },
  { encoding, values }: { encoding: number; values: Buffer },
): Page {
  const range = { from: from.levels, to: to.levels };
  const levels = [
    ...(spec.maxRepetition > 0 ? [levelBytes(repetitions, { ...range, largest: spec.maxRepetition })] : []),
    levelBytes(definitions, { ...range, largest: spec.maxDefinition }),
  ];
  const content = Buffer.concat([...levels, values]);
  const facts = struct(
    [1, i32(to.levels - from.levels)],
    [2, i32(encoding)],
    [3, i32(encodings.levels)],
    [4, i32(encodings.levels)],
  );
  return {
    content,
    header: (size) => struct([1, i32(pageTypes.data)], [2, i32(content.length)], [3, i32(size)], [5, facts]),
  };
}

/** Levels with the number of their bytes before them. */
function levelBytes(levels: Output, { from, to, largest }: { from: number; to: number; largest: number }): Buffer {
  const out = new Output(SMALL);
  out.reserve(4);
  out.length = 4;
  writeHybrid(out, levels.bytes, { from, to, bits: bitsFor(largest) });
  out.view.setUint32(0, out.length - 4, true);
  return out.take();
}
