import { compileChatEncoder } from '../encode/chat/encoder';
import type { Column } from '../encode/column';
import { compileCsvEncoder, csvHeader } from '../encode/csv';
import { compileLineEncoder } from '../encode/line';
import type { RowEncoder } from '../encode/rows';
import { columnsFor, projectionFor } from '../model/fields';
import { type AskedFormat, contentTypeOf, type Format, packagingOf } from '../model/formats';
import type { Omitted } from '../model/omissions';
import { packings, type RawContent } from './compression';

/** What is asked of a file: its format, how it is packed, its columns. */
export interface FileSpec extends AskedFormat {
  requested_data: readonly string[];
  /** `keep`: texts in a CSV stay as they are, even where a spreadsheet would run them as formulas. */
  csv_formulas?: 'keep' | null | undefined;
}

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

const rowsOf: Readonly<Record<Format, Rows>> = {
  jsonl: { encoder: compileLineEncoder, head: () => NOTHING, rowEnd: '\n' },
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

/** A piece of the file, ready to be stored; `raw`: what it was before it was packed, where the tail needs to know. */
export interface Piece {
  content: Buffer;
  raw: RawContent | null;
}

type Packed = { raw?: RawContent | null };

/** What a file is, from its first byte to its last: `head`, then its packed pieces, then the tail of them all. */
export interface FileWriter {
  contentType: string;
  /** What the rows are made of, as MongoDB is asked for it. */
  projection: Record<string, 1>;
  rowEnd: string;
  /**
   * Prepares an encoder, which counts what it leaves out. It keeps state between calls: use it from one thread, one call
   * at a time.
   */
  encoder: (omitted: Omitted) => RowEncoder;
  pack: (bytes: Buffer) => Promise<Piece>;
  /** Whether a recorded piece was packed as they are now: other versions of this service may have made it otherwise. */
  fits: (piece: Packed) => boolean;
  head: () => Promise<Piece>;
  /** What the file ends with, after its head and these pieces. */
  tail: (head: Packed, pieces: readonly Packed[]) => Buffer;
  /** How large the file is once it is unpacked. */
  uncompressedBytes: (head: Piece, pieces: readonly (Packed & { bytes: number })[]) => number;
}

export function fileWriter(spec: FileSpec): FileWriter {
  const { format, compression } = packagingOf(spec);
  const { pack, begin, tail } = packings[compression];
  const rows = rowsOf[format];
  const columns = columnsFor(rows.fields ?? spec.requested_data);
  const packed = async (bytes: Buffer): Promise<Piece> => (pack ? pack(bytes) : { content: bytes, raw: null });
  return {
    contentType: contentTypeOf(spec),
    projection: projectionFor(columns),
    rowEnd: rows.rowEnd,
    encoder: (omitted) => rows.encoder(columns, spec, omitted),
    pack: packed,
    fits: ({ raw }) => pack === null || (raw ?? null) !== null,
    async head() {
      const start = rows.head(columns);
      if (start.length === 0) return { content: begin, raw: null };
      const { content, raw } = await packed(start);
      return { content: Buffer.concat([begin, content]), raw };
    },
    uncompressedBytes: ({ raw, content }, pieces) =>
      pieces.reduce((sum, piece) => sum + (piece.raw?.bytes ?? piece.bytes), raw?.bytes ?? (pack ? 0 : content.length)),
    tail: (head, pieces) => tail([head, ...pieces].flatMap(({ raw }) => raw ?? [])),
  };
}
