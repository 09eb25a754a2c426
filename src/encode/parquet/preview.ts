import { type Column } from '../column';
import { compileLineEncoder } from '../line';
import { compileJsonCell, type RowEncoder } from '../rows';
import { writeNull } from '../scalars';
import { compileCell } from './cell';

/** Writes what a Parquet file holds of a log as a line of JSON: what does not fit its column is null. */
export const compilePreview = (columns: readonly Column[]): RowEncoder =>
  compileLineEncoder(columns, (column, slotOf) => {
    const write = compileJsonCell(column, slotOf);
    const { add } = compileCell(column, slotOf);
    return (out, source, found) => (add(source, found) ? write(out, source, found) : writeNull(out));
  });
