/**
 * A Parquet file: `PAR1`, a row group for each part, and the footer. What the footer says of a row group is known when the
 * part is written, and lies packed at that part's end: readers pass over it, and it is moved, checked and deleted with
 * the part. The footer is made of these ends once it is known where each row group lies.
 */
import { promisify } from 'node:util';
import { gunzipSync, gzip, gzipSync } from 'node:zlib';
import { compress as snappy } from 'snappyjs';
import { Footer, MAGIC } from '../encode/parquet/footer';
import { compilePreview } from '../encode/parquet/preview';
import type { Compress, RowGroup } from '../encode/parquet/row-group';
import { collectRows } from '../encode/parquet/rows';
import { columnsFor, projectionFor } from '../model/fields';
import { type Compression, contentTypeOf, packagingOf } from '../model/formats';
import { count } from '../model/omissions';
import { parquetTypeOf } from '../model/parquet-types';
import { zstdFrame } from './compression';
import type { FileSpec, FileWriter, Piece, Recorded } from './file';

/** How a page is compressed. */
const pagePackers: Readonly<Record<Compression, Compress>> = {
  none: (page) => Promise.resolve(page),
  // Copied: it comes in a buffer of the page’s size. (A native library kept such buffers, 70 MB, out of V8’s sight.)
  snappy: (page) => Promise.resolve(Buffer.from(snappy(page))),
  gzip: promisify<Buffer, Buffer>(gzip),
  zstd: zstdFrame,
};

/** How many ends of parts are read at once. */
const READS_AT_ONCE = 16;

export function parquetWriter(spec: FileSpec): FileWriter {
  const columns = columnsFor(spec.requested_data);
  const { compression } = packagingOf(spec);
  const compress = pagePackers[compression];
  return {
    contentType: contentTypeOf(spec),
    projection: projectionFor(columns),
    rowEnd: '\n',
    encoder: () => compilePreview(columns),
    types: Object.fromEntries(columns.map(({ name, kind }) => [name, parquetTypeOf[kind]])),
    rows({ unfit }) {
      const start = () => collectRows(columns, (column) => count(unfit, column));
      let rows = start();
      return {
        add(log) {
          rows.add(log);
          return true;
        },
        bytes: () => rows.bytes(),
        take() {
          const taken = rows;
          rows = start();
          return async () => pieceOf(await taken.write(compress));
        },
      };
    },
    fits: ({ rowGroup }) => rowGroup !== undefined,
    head: () => Promise.resolve({ content: MAGIC, raw: null }),
    async tail(head, parts, readEnd) {
      const footer = new Footer(columns, compression);
      let at = head.content.length;
      for (let from = 0; from < parts.length; from += READS_AT_ONCE) {
        const some = parts.slice(from, from + READS_AT_ONCE);
        const ends = await Promise.all(some.map((part) => readEnd(part, part.rowGroup?.description ?? 0)));
        for (const [index, end] of ends.entries()) {
          footer.add({ ...(JSON.parse(gunzipSync(end).toString()) as RowGroup), at });
          at += some[index]!.bytes;
        }
      }
      return footer.end();
    },
    uncompressedBytes: (_head, parts) =>
      parts.reduce((sum, { rowGroup, bytes }: Recorded) => sum + (rowGroup?.bytes ?? bytes), 0),
  };
}

function pieceOf({ content, group }: { content: Buffer[]; group: RowGroup }): Piece {
  const description = gzipSync(JSON.stringify(group));
  const bytes = group.chunks.reduce((sum, { uncompressed }) => sum + uncompressed, 0);
  const rowGroup = { bytes, description: description.length };
  return { content: Buffer.concat([...content, description]), raw: null, rowGroup };
}
