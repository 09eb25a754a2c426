/** What a file is, from its first byte to its last: its head, then the parts that were written apart, then its tail. */
import type { RowEncoder } from '../encode/rows';
import type { Part } from '../model/batches';
import type { AskedFormat } from '../model/formats';
import type { Omitted } from '../model/omissions';
import type { ParquetType } from '../model/parquet-types';

/** What is asked of a file: its format, how it is packed, its columns. */
export interface FileSpec extends AskedFormat {
  requested_data: readonly string[];
  /** `keep`: texts in a CSV stay as they are, even where a spreadsheet would run them as formulas. */
  csv_formulas?: 'keep' | null | undefined;
}

/** What is noted of a part for the end of the file. */
export type PartFacts = Pick<Part, 'raw' | 'rowGroup'>;

/** A part as it was recorded; earlier versions recorded less. */
export type Recorded = Partial<PartFacts> & { bytes: number };

/** A piece of the file, ready to be stored. */
export interface Piece extends PartFacts {
  content: Buffer;
}

/** The rows of a part, while they are collected. It keeps state between calls: one call at a time. */
export interface PartRows {
  /** Adds a log; false where the format leaves it out. Throws `CorruptDocumentError`; the rows are of no use then. */
  add: (log: Uint8Array) => boolean;
  /** How many bytes they take so far, before they are packed. */
  bytes: () => number;
  /** Hands over the rows so far, to be packed whenever that suits, and starts anew. */
  take: () => () => Promise<Piece>;
}

export interface FileWriter {
  contentType: string;
  /** What the rows are made of, as MongoDB is asked for it. */
  projection: Record<string, 1>;
  /** Collects rows; what does not fit is counted. `likelyBytes`: how large a part is likely to be. */
  rows: (omitted: Omitted, likelyBytes: number) => PartRows;
  /** Writes a log as people are shown it: as a row of a text file, or as a line of JSON with what the file holds. */
  encoder: (omitted: Omitted) => RowEncoder;
  /** What ends each row that `encoder` writes. */
  rowEnd: string;
  /** The types of the columns, where the file has any. */
  types?: Readonly<Record<string, ParquetType>>;
  /** Whether a recorded part was packed as they are now: other versions of this service may have made it otherwise. */
  fits: (part: Partial<PartFacts>) => boolean;
  head: () => Promise<Piece>;
  /** What the file ends with, after its head and these parts; `readEnd` reads so many bytes from a part's end. */
  tail: <Part extends Recorded>(
    head: Piece,
    parts: readonly Part[],
    readEnd: (part: Part, bytes: number) => Promise<Buffer>,
  ) => Promise<Buffer>;
  /** How large the file is once it is unpacked; of a Parquet file, its values. */
  uncompressedBytes: (head: Piece, parts: readonly Recorded[]) => number;
}
