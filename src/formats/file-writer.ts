import { type Column } from '../encode/column';
import { compileLineEncoder } from '../encode/line';
import type { Output } from '../encode/output';
import { contentTypeOf, type FileFormat, type Format, packagingOf } from '../model/formats';
import { packings, type RawContent } from './compression';

/** Appends one log to the output; throws `CorruptDocumentError`, and appends nothing, where it is not valid BSON. */
export type LogEncoder = (bson: Uint8Array, out: Output) => void;

const encoders: Readonly<Record<Format, (columns: readonly Column[]) => LogEncoder>> = {
  jsonl: compileLineEncoder,
};

/** A piece of the file, ready to be stored; `raw`: what it was before it was packed, where the tail needs to know. */
export interface Piece {
  content: Buffer;
  raw: RawContent | null;
}

/** What a file is, from its first byte to its last: `head`, then its packed pieces, then `tail`. */
export interface FileWriter {
  contentType: string;
  /** Prepares an encoder. It keeps state between calls: use it from one thread, one call at a time. */
  encoder: (columns: readonly Column[]) => LogEncoder;
  pack: (bytes: Buffer) => Promise<Piece>;
  /** Whether a recorded piece was packed as they are now: other versions of this service may have made it otherwise. */
  fits: (piece: { raw?: RawContent | null }) => boolean;
  head: Buffer;
  tail: (pieces: readonly { raw?: RawContent | null }[]) => Buffer;
}

export function fileWriter(name: FileFormat): FileWriter {
  const { format, compression } = packagingOf(name);
  const { pack, head, tail } = packings[compression];
  return {
    contentType: contentTypeOf(name),
    encoder: encoders[format],
    pack: async (bytes) => (pack ? pack(bytes) : { content: bytes, raw: null }),
    fits: ({ raw }) => pack === null || (raw ?? null) !== null,
    head,
    tail: (pieces) => tail(pieces.flatMap(({ raw }) => raw ?? [])),
  };
}
