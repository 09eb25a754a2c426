import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The footer's length and `PAR1`, with which every Parquet file ends. */
const END_BYTES = 8;
const MAGIC = 'PAR1';
const ROWS_FIELD = 3;
// Types of Thrift's compact protocol; booleans have no bytes besides.
const [BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, STRUCT] = [3, 4, 5, 6, 7, 8, 9, 10, 12];

/** How many rows the footer of a Parquet file says it has. Throws where the file is none. */
export function parquetRows(file: string): number {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const end = read(descriptor, size - END_BYTES, END_BYTES);
    if (end.toString('latin1', 4) !== MAGIC) throw new RangeError('No Parquet file ends so.');
    const length = end.readUInt32LE();
    return rowsIn(read(descriptor, size - END_BYTES - length, length));
  } finally {
    closeSync(descriptor);
  }
}

function read(descriptor: number, at: number, length: number): Buffer {
  if (at < 0) throw new RangeError('The file is shorter than its footer.');
  const bytes = Buffer.alloc(length);
  readSync(descriptor, bytes, 0, length, at);
  return bytes;
}

/** Walks the fields of the footer, a Thrift struct, up to the number of rows. */
function rowsIn(footer: Buffer): number {
  let at = 0;
  const byte = () => {
    if (at >= footer.length) throw new RangeError('The footer ends too early.');
    return footer[at++]!;
  };
  const varint = () => {
    let value = 0;
    for (let power = 1; ; power *= 0x80) {
      const next = byte();
      value += (next & 0x7f) * power;
      if (next < 0x80) return value;
    }
  };
  const skipBytes = (length: number) => (at += length);
  const skip = (type: number): void => {
    if (type === BYTE) skipBytes(1);
    else if (type === I16 || type === I32 || type === I64) varint();
    else if (type === DOUBLE) skipBytes(8);
    else if (type === BINARY) skipBytes(varint());
    else if (type === LIST || type === SET) skipList();
    else if (type === STRUCT) for (let field = byte(); field !== 0; field = byte()) skip(field & 0x0f);
  };
  const skipList = () => {
    const header = byte();
    const size = header >> 4 === 0x0f ? varint() : header >> 4;
    for (let index = 0; index < size; index += 1) skip(header & 0x0f);
  };
  for (let id = 0; ;) {
    const field = byte();
    id += field >> 4;
    if (id === ROWS_FIELD) return varint() / 2;
    skip(field & 0x0f);
  }
}
