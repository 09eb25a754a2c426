import { BsonType, openSource, type Source } from './bson';
import { type Column } from './column';
import { type MetadataSlots } from './metadata';
import { compilePaths, createFound, findPaths, type Found } from './paths';

/** The index of a path among those that a scan looks for. */
export type SlotOf = (path: string) => number;

/** Finds in a log what the columns are made of. Throws `CorruptDocumentError` if the bytes are not a BSON document. */
export type Scan = (bson: Uint8Array) => { source: Source; found: Found };

/**
 * Compiles the cell of each column, and the scan that finds what they are made of. The scan keeps state between calls:
 * use it from one thread, one call at a time.
 */
export function compileScan<Cell>(
  columns: readonly Column[],
  compileCell: (column: Column, slotOf: SlotOf) => Cell,
): { cells: Cell[]; scan: Scan } {
  const paths = new Map<string, number>();
  const slotOf = (path: string): number => {
    if (!paths.has(path)) paths.set(path, paths.size);
    return paths.get(path)!;
  };
  const cells = columns.map((column) => compileCell(column, slotOf));
  const compiled = compilePaths([...paths.keys()]);
  const found = createFound(compiled);
  const scan: Scan = (bson) => {
    const source = openSource(bson);
    findPaths(compiled, source, found);
    return { source, found };
  };
  return { cells, scan };
}

/** Where a column of metadata looks for its map or its two lists. */
export function metadataSlots({ kind, path }: Column, slotOf: SlotOf): MetadataSlots {
  const map = kind === 'metadata' ? path : path.slice(0, path.lastIndexOf('.'));
  return { map: slotOf(map), keys: slotOf(`${map}.key`), values: slotOf(`${map}.value`) };
}

/** Which slot holds a column's value: the one of the other path, if there is nothing under its own. */
export function valueSlot({ path, otherPath }: Column, slotOf: SlotOf): (found: Found) => number {
  const slot = slotOf(path);
  if (otherPath === undefined) return () => slot;
  const otherSlot = slotOf(otherPath);
  return ({ types }) => {
    const isElsewhere = (types[slot] === 0 || types[slot] === BsonType.null) && types[otherSlot] !== 0;
    return isElsewhere ? otherSlot : slot;
  };
}
