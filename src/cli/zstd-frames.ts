import { Decoder } from '@toondepauw/node-zstd';

const MAGIC = 0xfd2fb528;
/** By the two bits of the frame's descriptor that tell it (RFC 8878, 3.1.1.1). */
const DICTIONARY_BYTES = [0, 1, 2, 4];
const SIZE_BYTES = [0, 2, 4, 8];
const RLE = 1;

/** Unpacks frames of zstd as they come by: each is as large as a part of a file, however large the file is. */
export async function* unpackFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const decoder = new Decoder();
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    held = Buffer.concat([held, chunk]);
    for (let end = frameEnd(held); end > 0; end = frameEnd(held)) {
      yield await decoder.decode(held.subarray(0, end));
      held = held.subarray(end);
    }
  }
  if (held.length > 0) throw new RangeError('The last frame is cut off.');
}

/** Where the frame that these bytes begin with ends; 0 while it is not all there. Throws where they begin with none. */
function frameEnd(bytes: Buffer): number {
  if (bytes.length < 6) return 0;
  if (bytes.readUInt32LE(0) !== MAGIC) throw new RangeError('This is no frame of zstd.');
  const descriptor = bytes[4]!;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeBytes = SIZE_BYTES[descriptor >> 6]! || (isSingleSegment ? 1 : 0);
  let at = 5 + (isSingleSegment ? 0 : 1) + DICTIONARY_BYTES[descriptor & 3]! + sizeBytes;
  for (;;) {
    if (bytes.length < at + 3) return 0;
    const header = bytes.readUIntLE(at, 3);
    at += 3 + ((header >> 1) % 4 === RLE ? 1 : header >> 3);
    if (header & 1) break;
  }
  const end = at + (descriptor & 4 ? 4 : 0);
  return bytes.length < end ? 0 : end;
}
