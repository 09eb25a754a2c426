/**
 * How a file is packed. Its parts are packed on their own and joined without being read again: `begin`, the parts, `tail`
 * together are one valid file.
 */
import { promisify } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import { crc32 } from '@node-rs/crc32';
import { Encoder } from '@toondepauw/node-zstd';
import { combineCrc32 } from '../encode/crc';
import type { TextCompression } from '../model/formats';

/** Facts of a piece before it was packed; `crc32` is that of gzip and zip. */
export interface RawContent {
  bytes: number;
  crc32: number;
}

export interface Packing {
  /** Null where the bytes stay as they are, and nothing needs to be known of them. */
  pack: ((raw: Buffer) => Promise<{ content: Buffer; raw: RawContent }>) | null;
  begin: Buffer;
  tail: (pieces: readonly RawContent[]) => Buffer;
}

const NOTHING = Buffer.alloc(0);
const none: Packing = { pack: null, begin: NOTHING, tail: () => NOTHING };

const deflate = promisify<Buffer, object, Buffer>(deflateRaw);

/** Magic, deflate, no flags, no time, no extra flags, an unknown system (RFC 1952). */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** A last block of deflate that holds nothing. */
const LAST_BLOCK = Buffer.from([3, 0]);

/**
 * One gzip member for the whole file, since many readers end at the first of several. A full flush ends each piece on a
 * byte, with nothing that refers back over that edge, so that pieces made apart follow each other as one stream.
 */
const gzip: Packing = {
  async pack(raw) {
    const content = await deflate(raw, { finishFlush: constants.Z_FULL_FLUSH });
    return { content, raw: { bytes: raw.length, crc32: crc32(raw) } };
  },
  begin: GZIP_HEADER,
  tail(pieces) {
    const whole = pieces.reduce<RawContent>(
      (sum, piece) => ({
        bytes: sum.bytes + piece.bytes,
        crc32: combineCrc32(sum.crc32, piece.crc32, piece.bytes),
      }),
      { bytes: 0, crc32: 0 },
    );
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(whole.crc32, 0);
    trailer.writeUInt32LE(whole.bytes % 2 ** 32, 4);
    return Buffer.concat([LAST_BLOCK, trailer]);
  },
};

/** Level 3, zstd's own default: the levels above take more than twice the time for a few percent. */
const encoder = new Encoder(3);
export const zstdFrame = (content: Buffer): Promise<Buffer> => encoder.encode(content);
/** What a file without pieces holds: readers refuse a file of no bytes. */
const EMPTY_FRAME = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 1, 0, 0]);

/** One frame a piece: every reader takes frames one after the other. */
const zstd: Packing = {
  async pack(raw) {
    return { content: await zstdFrame(raw), raw: { bytes: raw.length, crc32: crc32(raw) } };
  },
  begin: NOTHING,
  tail: (pieces) => (pieces.length === 0 ? EMPTY_FRAME : NOTHING),
};

export const packings: Readonly<Record<TextCompression, Packing>> = { none, gzip, zstd };
