import { compileChatEncoder } from '../encode/chat/encoder';
import type { Column } from '../encode/column';
import { compileCsvEncoder, csvHeader } from '../encode/csv';
import { compileLineEncoder } from '../encode/line';
import { Output } from '../encode/output';
import type { RowEncoder } from '../encode/rows';
import { columnsFor, projectionFor } from '../model/fields';
import { contentTypeOf, type Format, packagingOf, packingOf, type TextFormat } from '../model/formats';
import type { Omitted } from '../model/omissions';
import { packings } from './compression';
import type { FileSpec, FileWriter, PartRows, Piece } from './file';
import { parquetWriter } from './parquet';

interface Rows {
  encoder: (columns: readonly Column[], spec: FileSpec, omitted: Omitted) => RowEncoder;
  /** The fields that are read for it where none are asked for. */
  fields?: readonly string[];
  /** What the file begins with, also where it holds no row. */
  head: (columns: readonly Column[]) => Buffer;
  /** What ends each row. */
  rowEnd: string;
}

const NOTHING = Buffer.alloc(0);

const rowsOf: Readonly<Record<TextFormat, Rows>> = {
  jsonl: { encoder: (columns) => compileLineEncoder(columns), head: () => NOTHING, rowEnd: '\n' },
  csv: {
    encoder: (columns, { csv_formulas }) => compileCsvEncoder(columns, { escapesFormulas: csv_formulas !== 'keep' }),
    head: csvHeader,
    rowEnd: '\r\n',
  },
  chat: {
    encoder: (_columns, _spec, omitted) => compileChatEncoder(omitted),
    fields: ['request', 'response', 'status_code', 'is_success'],
    head: () => NOTHING,
    rowEnd: '\n',
  },
};

const writers: Readonly<Record<Format, (spec: FileSpec) => FileWriter>> = {
  jsonl: (spec) => textWriter(spec, 'jsonl'),
  csv: (spec) => textWriter(spec, 'csv'),
  chat: (spec) => textWriter(spec, 'chat'),
  parquet: parquetWriter,
};

export const fileWriter = (spec: FileSpec): FileWriter => writers[packagingOf(spec).format](spec);

function textWriter(spec: FileSpec, format: TextFormat): FileWriter {
  const { pack, begin, tail } = packings[packingOf(spec)];
  const { encoder, fields, head, rowEnd } = rowsOf[format];
  const columns = columnsFor(fields ?? spec.requested_data);
  const packed = async (bytes: Buffer): Promise<Piece> => (pack ? pack(bytes) : { content: bytes, raw: null });
  return {
    contentType: contentTypeOf(spec),
    projection: projectionFor(columns),
    rowEnd,
    encoder: (omitted) => encoder(columns, spec, omitted),
    rows(omitted, likelyBytes): PartRows {
      const out = new Output(likelyBytes);
      const encode = encoder(columns, spec, omitted);
      return {
        add: (log) => encode(log, out),
        bytes: () => out.length,
        take() {
          const bytes = out.take();
          return () => packed(bytes);
        },
      };
    },
    fits: ({ raw }) => pack === null || (raw ?? null) !== null,
    async head() {
      const start = head(columns);
      if (start.length === 0) return { content: begin, raw: null };
      const { content, raw } = await packed(start);
      return { content: Buffer.concat([begin, content]), raw };
    },
    tail: ({ raw }, parts) => Promise.resolve(tail([{ raw }, ...parts].flatMap((piece) => piece.raw ?? []))),
    uncompressedBytes: ({ raw, content }, parts) =>
      parts.reduce((sum, part) => sum + (part.raw?.bytes ?? part.bytes), raw?.bytes ?? (pack ? 0 : content.length)),
  };
}
