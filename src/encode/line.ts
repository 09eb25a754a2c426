import { type Column } from './column';
import { type Output } from './output';
import { type CellWriter, type CompileCell, compileRows, type RowEncoder } from './rows';

/** Writes a log as a line: `{"name":value,…}` and a line feed, the keys in the order of the columns. */
export function compileLineEncoder(columns: readonly Column[], compileCell?: CompileCell): RowEncoder {
  const prefixes = columns.map(({ name }, index) => Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`));
  const end = Buffer.from(columns.length === 0 ? '{}\n' : '}\n');
  const compileRow =
    (cells: readonly CellWriter[]): CellWriter =>
    (out, source, found) => {
      for (let i = 0; i < cells.length; i += 1) {
        writeBytes(out, prefixes[i]!);
        cells[i]!(out, source, found);
      }
      writeBytes(out, end);
    };
  return compileRows(columns, compileRow, compileCell);
}

/** For a few bytes a loop is quicker than a call to copy them. */
function writeBytes(out: Output, bytes: Uint8Array): void {
  out.reserve(bytes.length);
  const target = out.bytes;
  let length = out.length;
  for (let i = 0; i < bytes.length; i += 1) target[length++] = bytes[i]!;
  out.length = length;
}
