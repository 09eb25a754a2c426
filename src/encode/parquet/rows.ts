import { type Column } from '../column';
import { compileScan } from '../scan';
import { compileCell } from './cell';
import { type Compress, type RowGroup, writeRowGroup } from './row-group';

/** The rows of one row group, while they are collected. */
export interface ParquetRows {
  /** Adds a log. Throws `CorruptDocumentError` where the bytes are not a BSON document; the rows are of no use then. */
  add: (bson: Uint8Array) => void;
  /** How many bytes they take so far, before they are compressed. */
  bytes: () => number;
  /** Makes them a row group. */
  write: (compress: Compress) => Promise<{ content: Buffer[]; group: RowGroup }>;
}

/** @param unfit is told the column of each value that does not fit it. */
export function collectRows(columns: readonly Column[], unfit: (column: string) => void): ParquetRows {
  const { cells, scan } = compileScan(columns, compileCell);
  const leaves = cells.flatMap((cell) => cell.leaves);
  let rows = 0;
  return {
    add(bson) {
      const { source, found } = scan(bson);
      for (const [index, cell] of cells.entries()) {
        if (!cell.add(source, found)) unfit(columns[index]!.name);
      }
      for (const leaf of leaves) leaf.endRow();
      rows += 1;
    },
    bytes: () => leaves.reduce((sum, leaf) => sum + leaf.bytes, 0),
    write: (compress) => writeRowGroup(leaves, { rows, compress }),
  };
}
