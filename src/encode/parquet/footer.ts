import type { Column } from '../column';
import { Output } from '../output';
import { encodings, pageTypes } from './pages';
import type { Chunk, RowGroup } from './row-group';
import { leavesOf, type LeafSpec, physicalTypes, schemaOf } from './schema';
import { binary, i32, i64, list, listOfWritten, struct, type Thrift } from './thrift';

export const MAGIC = Buffer.from('PAR1');

const VERSION = 2;
/** Some readers trust the statistics of none whose name and version they can't read. */
const CREATED_BY = 'logs-export version 1.0.0';
/** Values are ordered as their types say. */
const BY_TYPE = struct([1, struct()]);

/** By their names in Parquet: how pages are compressed. */
export const codecs = { none: 0, snappy: 1, gzip: 2, zstd: 6 };

/** A row group, and where it starts in the file. */
export interface PlacedRowGroup extends RowGroup {
  at: number;
}

/** What a file ends with, after its row groups. Each is written when it is added: a large file has thousands. */
export class Footer {
  private readonly leaves: readonly LeafSpec[];
  private readonly groups = new Output();
  private count = 0;
  private rows = 0;

  constructor(
    private readonly columns: readonly Column[],
    private readonly codec: keyof typeof codecs,
  ) {
    this.leaves = columns.flatMap(leavesOf);
  }

  add(group: PlacedRowGroup): void {
    rowGroup(group, this.leaves, codecs[this.codec]).write(this.groups);
    this.count += 1;
    this.rows += group.rows;
  }

  end(): Buffer {
    const out = new Output();
    const metadata = struct(
      [1, i32(VERSION)],
      [2, schemaOf(this.columns)],
      [3, i64(this.rows)],
      [4, listOfWritten(this.count, this.groups.take())],
      [6, binary(CREATED_BY)],
      [7, list(this.leaves.map(() => BY_TYPE))],
    );
    metadata.write(out);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(out.length);
    return Buffer.concat([out.take(), size, MAGIC]);
  }
}

function rowGroup({ at, rows, bytes, chunks }: PlacedRowGroup, leaves: readonly LeafSpec[], codec: number): Thrift {
  return struct(
    [1, list(chunks.map((chunk, index) => columnChunk(chunk, leaves[index]!, { groupAt: at, codec })))],
    [2, i64(chunks.reduce((sum, { uncompressed }) => sum + uncompressed, 0))],
    [3, i64(rows)],
    [5, i64(at)],
    [6, i64(bytes)],
  );
}

function columnChunk(
  chunk: Chunk,
  { path, physical }: LeafSpec,
  { groupAt, codec }: { groupAt: number; codec: number },
): Thrift {
  const at = groupAt + chunk.at;
  const isIndexed = chunk.dictionary > 0;
  const encoding = isIndexed ? encodings.dictionary : encodings.plain;
  const pages = (type: number, of: number, count: number) => struct([1, i32(type)], [2, i32(of)], [3, i32(count)]);
  const metadata = struct(
    [1, i32(physicalTypes[physical])],
    [2, list([encodings.plain, encodings.levels, ...(isIndexed ? [encoding] : [])].map(i32))],
    [3, list(path.map(binary))],
    [4, i32(codec)],
    [5, i64(chunk.values)],
    [6, i64(chunk.uncompressed)],
    [7, i64(chunk.compressed)],
    [9, i64(at + chunk.dictionary)],
    [11, isIndexed ? i64(at) : undefined],
    [12, statistics(chunk)],
    [
      13,
      list([
        ...(isIndexed ? [pages(pageTypes.dictionary, encodings.plain, 1)] : []),
        pages(pageTypes.data, encoding, chunk.pages),
      ]),
    ],
  );
  return struct([2, i64(0)], [3, metadata]);
}

function statistics({ nulls, min, max }: Chunk): Thrift {
  const bound = (value: string | undefined) => (value === undefined ? undefined : binary(Buffer.from(value, 'base64')));
  return struct([3, i64(nulls)], [5, bound(max)], [6, bound(min)]);
}
