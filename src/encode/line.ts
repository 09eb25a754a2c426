import { type Column } from './column';
import { literal, writeLiteral } from './literal';
import { type CellWriter, type CompileCell, compileRows, type RowEncoder } from './rows';

/** Writes a log as a line: `{"name":value,…}` and a line feed, the keys in the order of the columns. */
export function compileLineEncoder(columns: readonly Column[], compileCell?: CompileCell): RowEncoder {
  const prefixes = columns.map(({ name }, index) => literal(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`));
  const end = literal(columns.length === 0 ? '{}\n' : '}\n');
  const compileRow =
    (cells: readonly CellWriter[]): CellWriter =>
    (out, source, found) => {
      for (let i = 0; i < cells.length; i += 1) {
        writeLiteral(out, prefixes[i]!);
        cells[i]!(out, source, found);
      }
      writeLiteral(out, end);
    };
  return compileRows(columns, compileRow, compileCell);
}
