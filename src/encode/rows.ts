import { BsonType, openSource, type Source } from './bson';
import { type Column } from './column';
import { valueWriters } from './column-value';
import { metadataWriters } from './metadata';
import { type Output } from './output';
import { compilePaths, createFound, findPaths, type Found } from './paths';
import { recordWriter } from './record';
import { writeNull } from './scalars';

/**
 * Appends one log to the output; false where the format leaves it out, and nothing is appended. Throws
 * `CorruptDocumentError` and appends nothing where the bytes are not a BSON document. It keeps state between calls: use
 * it from one thread, one call at a time.
 */
export type RowEncoder = (bson: Uint8Array, out: Output) => boolean;

/** Appends what a log holds for one column, as JSON; null for what it lacks. */
export type CellWriter = (out: Output, source: Source, found: Found) => void;

/** Prepares an encoder for these columns; `compileRow` puts their cells together to a row. */
export function compileRows(
  columns: readonly Column[],
  compileRow: (cells: readonly CellWriter[]) => CellWriter,
): RowEncoder {
  const paths = new Map<string, number>();
  const slotOf = (path: string): number => {
    if (!paths.has(path)) paths.set(path, paths.size);
    return paths.get(path)!;
  };
  const writeRow = compileRow(columns.map((column) => compileCell(column, slotOf)));
  const compiled = compilePaths([...paths.keys()]);
  const found = createFound(compiled);

  return (bson, out) => {
    const start = out.length;
    try {
      const source = openSource(bson);
      findPaths(compiled, source, found);
      writeRow(out, source, found);
      return true;
    } catch (error) {
      out.length = start;
      throw error;
    }
  };
}

function compileCell({ kind, path, otherPath, kinds }: Column, slotOf: (path: string) => number): CellWriter {
  if (kind === 'metadata' || kind === 'metadataKeys' || kind === 'metadataValues') {
    const write = metadataWriters[kind];
    const map = kind === 'metadata' ? path : path.slice(0, path.lastIndexOf('.'));
    const slots = { map: slotOf(map), keys: slotOf(`${map}.key`), values: slotOf(`${map}.value`) };
    return (out, source, found) => write(out, source, found, slots);
  }
  const write = kinds ? recordWriter(kinds) : valueWriters[kind];
  const slot = slotOf(path);
  const writeSlot: CellWriter = (out, source, { types, offsets }) => {
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
