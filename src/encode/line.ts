import { BsonType, openSource, type Source } from './bson';
import { type Column } from './column';
import { valueWriters } from './column-value';
import { metadataWriters } from './metadata';
import { type Output } from './output';
import { compilePaths, createFound, findPaths, type Found } from './paths';
import { recordWriter } from './record';
import { writeNull } from './scalars';

/**
 * Appends one log's line to the output: `{"name":value,…}` and a line feed, the keys in the order of the columns, null
 * for what the log lacks. Throws `CorruptDocumentError` and appends nothing where the bytes are not a BSON document.
 */
export type LineEncoder = (bson: Uint8Array, out: Output) => void;

type ColumnWriter = (out: Output, source: Source, found: Found) => void;

/** Prepares an encoder for these columns. It keeps state between calls: use it from one thread, one call at a time. */
export function compileLineEncoder(columns: readonly Column[]): LineEncoder {
  const paths = new Map<string, number>();
  const slotOf = (path: string): number => {
    if (!paths.has(path)) paths.set(path, paths.size);
    return paths.get(path)!;
  };
  const writers = columns.map((column) => compileColumn(column, slotOf));
  const prefixes = columns.map(({ name }, index) => Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`));
  const end = Buffer.from(columns.length === 0 ? '{}\n' : '}\n');
  const compiled = compilePaths([...paths.keys()]);
  const found = createFound(compiled);

  return (bson, out) => {
    const start = out.length;
    try {
      const source = openSource(bson);
      findPaths(compiled, source, found);
      for (let i = 0; i < writers.length; i += 1) {
        writeBytes(out, prefixes[i]!);
        writers[i]!(out, source, found);
      }
      writeBytes(out, end);
    } catch (error) {
      out.length = start;
      throw error;
    }
  };
}

function compileColumn({ kind, path, otherPath, kinds }: Column, slotOf: (path: string) => number): ColumnWriter {
  if (kind === 'metadata' || kind === 'metadataKeys' || kind === 'metadataValues') {
    const write = metadataWriters[kind];
    const map = kind === 'metadata' ? path : path.slice(0, path.lastIndexOf('.'));
    const slots = { map: slotOf(map), keys: slotOf(`${map}.key`), values: slotOf(`${map}.value`) };
    return (out, source, found) => write(out, source, found, slots);
  }
  const write = kinds ? recordWriter(kinds) : valueWriters[kind];
  const slot = slotOf(path);
  const writeSlot: ColumnWriter = (out, source, { types, offsets }) => {
    if (types[slot] === 0) writeNull(out);
    else write(out, source, types[slot]!, offsets[slot]!);
  };
  if (otherPath === undefined) return writeSlot;
  const otherSlot = slotOf(otherPath);
  return (out, source, found) => {
    const { types, offsets } = found;
    const isElsewhere = (types[slot] === 0 || types[slot] === BsonType.null) && types[otherSlot] !== 0;
    if (isElsewhere) write(out, source, types[otherSlot]!, offsets[otherSlot]!);
    else writeSlot(out, source, found);
  };
}

/** For a few bytes a loop is quicker than a call to copy them. */
function writeBytes(out: Output, bytes: Uint8Array): void {
  out.reserve(bytes.length);
  const target = out.bytes;
  let length = out.length;
  for (let i = 0; i < bytes.length; i += 1) target[length++] = bytes[i]!;
  out.length = length;
}
