import { type Column } from './column';
import { type CellOptions, jsonToCell } from './csv-cell';
import { compileRows, type RowEncoder } from './rows';
import { writeAscii } from './scalars';

const ROW_END = '\r\n';

/** Writes a log as a row of CSV (RFC 4180), its cells in the order of the columns. */
export function compileCsvEncoder(columns: readonly Column[], options: CellOptions): RowEncoder {
  return compileRows(columns, (cells) => (out, source, found) => {
    const rowStart = out.length;
    for (let i = 0; i < cells.length; i += 1) {
      if (i > 0) writeAscii(out, ',');
      const start = out.length;
      cells[i]!(out, source, found);
      jsonToCell(out, start, options);
    }
    // Readers skip a blank line: of a row that is one empty cell, they would lose the row.
    if (out.length === rowStart) writeAscii(out, '""');
    writeAscii(out, ROW_END);
  });
}

/** The row of the columns' names, which are the catalogue's: none of them needs quotes. */
export const csvHeader = (columns: readonly Column[]): Buffer =>
  Buffer.from(columns.map(({ name }) => name).join(',') + ROW_END);
