import { type Source } from './bson';
import { type Column } from './column';
import { valueWriters } from './column-value';
import { metadataWriters } from './metadata';
import { type Output } from './output';
import { type Found } from './paths';
import { recordWriter } from './record';
import { writeNull } from './scalars';
import { compileScan, metadataSlots, type SlotOf, valueSlot } from './scan';

/**
 * Appends one log to the output; false where the format leaves it out, and nothing is appended. Throws
 * `CorruptDocumentError` and appends nothing where the bytes are not a BSON document. It keeps state between calls: use
 * it from one thread, one call at a time.
 */
export type RowEncoder = (bson: Uint8Array, out: Output) => boolean;

/** Appends what a log holds for one column, as JSON; null for what it lacks. */
export type CellWriter = (out: Output, source: Source, found: Found) => void;

export type CompileCell = (column: Column, slotOf: SlotOf) => CellWriter;

/** Prepares an encoder for these columns; `compileRow` puts their cells together to a row. */
export function compileRows(
  columns: readonly Column[],
  compileRow: (cells: readonly CellWriter[]) => CellWriter,
  compileCell: CompileCell = compileJsonCell,
): RowEncoder {
  const { cells, scan } = compileScan(columns, compileCell);
  const writeRow = compileRow(cells);

  return (bson, out) => {
    const start = out.length;
    try {
      const { source, found } = scan(bson);
      writeRow(out, source, found);
      return true;
    } catch (error) {
      out.length = start;
      throw error;
    }
  };
}

export function compileJsonCell(column: Column, slotOf: SlotOf): CellWriter {
  const { kind, kinds } = column;
  if (kind === 'metadata' || kind === 'metadataKeys' || kind === 'metadataValues') {
    const write = metadataWriters[kind];
    const slots = metadataSlots(column, slotOf);
    return (out, source, found) => write(out, source, found, slots);
  }
  const write = kinds ? recordWriter(kinds) : valueWriters[kind];
  const slotIn = valueSlot(column, slotOf);
  return (out, source, found) => {
    const slot = slotIn(found);
    const type = found.types[slot]!;
    if (type === 0) writeNull(out);
    else write(out, source, type, found.offsets[slot]!);
  };
}
