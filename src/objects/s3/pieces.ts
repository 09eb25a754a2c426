import type { Named } from '../port';

const MIB = 1024 * 1024;
/** S3's limits of a part of a multipart upload: at least this, but for the last, and at most that. */
const SMALLEST = 5 * MIB;
const LARGEST = 5 * 1024 * MIB;

/** Bytes of an object, from one offset up to another. */
export interface Range {
  part: Named;
  from: number;
  to: number;
}

/** What becomes one part of a multipart upload: S3 copies a single range; several are read and sent as one. */
export type Piece = readonly Range[];

export const bytesIn = (piece: Piece) => piece.reduce((sum, { from, to }) => sum + to - from, 0);

/** S3 copies no range of an object that is smaller than a part. */
export const isCopied = (piece: Piece) => piece.length === 1 && bytesIn(piece) >= SMALLEST;

/**
 * Cuts objects, in order, into pieces of sizes that S3 takes. Neighbours that are too small go into one piece, which takes
 * the bytes it still lacks from the object after them. Such a piece is smaller than twice S3's least size.
 */
export function cutPieces(parts: readonly Named[]): Piece[] {
  const pieces: Piece[] = [];
  let open: Range[] = [];
  for (const part of parts) {
    let from = 0;
    if (open.length > 0) {
      const lacking = SMALLEST - bytesIn(open);
      from = part.bytes - lacking >= SMALLEST ? lacking : part.bytes;
      open.push({ part, from: 0, to: from });
      if (bytesIn(open) >= SMALLEST) {
        pieces.push(open);
        open = [];
      }
    }
    const rest = part.bytes - from;
    if (rest >= SMALLEST) pieces.push(...slices({ part, from, to: part.bytes }));
    else if (rest > 0) open = [{ part, from, to: part.bytes }];
  }
  return open.length > 0 ? [...pieces, open] : pieces;
}

/** A range in as few equal slices as S3 copies at once. */
function slices({ part, from, to }: Range): Piece[] {
  const count = Math.ceil((to - from) / LARGEST);
  const size = Math.ceil((to - from) / count);
  return Array.from({ length: count }, (_, index) => [
    { part, from: from + index * size, to: Math.min(to, from + (index + 1) * size) },
  ]);
}
