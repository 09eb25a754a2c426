import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { Decoder } from '@toondepauw/node-zstd';
import fc from 'fast-check';
import { gunzipSync as fflateGunzip } from 'fflate';
import { unpackFrames } from '../../src/cli/zstd-frames';
import { packings } from '../../src/formats/compression';
import { fileWriter } from '../../src/formats/file-writer';
import { nothingOmitted } from '../../src/model/omissions';
import { serialize } from '../support/bson';

/** A file as it lies in the bucket once its pieces are joined. */
async function gzipFile(pieces: readonly Buffer[]): Promise<Buffer> {
  const { begin, pack, tail } = packings.gzip;
  const packed = await Promise.all(pieces.map((piece) => pack!(piece)));
  return Buffer.concat([begin, ...packed.map(({ content }) => content), tail(packed.map(({ raw }) => raw))]);
}

/** Everything that follows the end of a member is an error to it. */
async function streamed(file: Buffer): Promise<Buffer> {
  const stream = new Blob([file]).stream().pipeThrough(new DecompressionStream('gzip'));
  return Buffer.from(await new Response(stream).arrayBuffer());
}

const readers = {
  'zlib of Node': (file: Buffer) => Promise.resolve(gunzipSync(file)),
  DecompressionStream: streamed,
  fflate: (file: Buffer) => Promise.resolve(Buffer.from(fflateGunzip(file))),
};

const lines = (count: number, seed: string) => Buffer.from(`{"line":"${seed}","more":"äöü 😀"}\n`.repeat(count));

test.each(Object.keys(readers) as (keyof typeof readers)[])(
  '%s reads a gzip file of any number of pieces whole',
  async (name) => {
    for (const counts of [[], [0], [1], [3, 1], [0, 5, 0], [2_000, 3_000, 1], Array<number>(40).fill(7)]) {
      const pieces = counts.map((count, index) => lines(count, `piece ${index}`));
      expect((await readers[name](await gzipFile(pieces))).equals(Buffer.concat(pieces))).toBe(true);
    }
  },
);

test('a gzip file holds one member, whatever its pieces hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 5_000, size: 'max' }), { maxLength: 6 }), async (arrays) => {
      const pieces = arrays.map((bytes) => Buffer.from(bytes));
      const file = await gzipFile(pieces);
      expect((await streamed(file)).equals(Buffer.concat(pieces))).toBe(true);
      expect(file.readUInt32LE(file.length - 4)).toBe(Buffer.concat(pieces).length);
    }),
    { numRuns: 50 },
  );
});

test('the same bytes are packed to the same bytes: a batch that is written again is the object that it was', async () => {
  const piece = lines(1_000, 'again');
  const [one, other] = await Promise.all([packings.gzip.pack!(piece), packings.gzip.pack!(piece)]);
  expect(one.content.equals(other.content)).toBe(true);
});

test('a size past 4 GiB is kept modulo 2^32, as the format has it', () => {
  const tail = packings.gzip.tail([
    { bytes: 2 ** 32, crc32: 0x12345678 },
    { bytes: 5, crc32: 0x9abcdef0 },
  ]);
  expect(tail.readUInt32LE(tail.length - 4)).toBe(5);
});

test('without compression a file is its rows, and any part fits', async () => {
  const { head, tail, rows, fits } = fileWriter({ format: 'jsonl', requested_data: ['id'] });
  const collected = rows(nothingOmitted(), 0);
  collected.add(serialize({ _id: 'plain' }));
  const piece = await collected.take()();
  expect(piece).toEqual({ content: Buffer.from('{"id":"plain"}\n'), raw: null });
  const start = await head();
  const end = await tail(start, [{ ...piece, bytes: piece.content.length }], () => Promise.reject(new Error('unread')));
  expect([start.content.length, end.length]).toEqual([0, 0]);
  expect(fits({})).toBe(true);
});

test('a piece that a version before packed on its own does not fit a gzip file of today', () => {
  const { fits } = fileWriter({ format: 'jsonl.gz', requested_data: ['id'] });
  expect([fits({}), fits({ raw: null }), fits({ raw: { bytes: 1, crc32: 2 } })]).toEqual([false, false, true]);
});

describe('zstd', () => {
  const zstdFile = async (pieces: readonly Buffer[]) => {
    const { begin, pack, tail } = packings.zstd;
    const packed = await Promise.all(pieces.map((piece) => pack!(piece)));
    return Buffer.concat([begin, ...packed.map(({ content }) => content), tail(packed.map(({ raw }) => raw))]);
  };
  const unpacked = async (file: Buffer, chunkBytes: number) => {
    const chunks = Array.from({ length: Math.ceil(file.length / chunkBytes) }, (_, at) =>
      file.subarray(at * chunkBytes, (at + 1) * chunkBytes),
    );
    const out: Buffer[] = [];
    for await (const piece of unpackFrames(Readable.from(chunks))) out.push(piece);
    return Buffer.concat(out);
  };

  test('a file of any number of pieces is read whole, however its bytes come', async () => {
    const noise = randomBytes(300_000);
    for (const pieces of [[], [lines(0, '')], [lines(1, 'a')], [lines(3_000, 'b'), noise, Buffer.alloc(200_000, 7)]]) {
      const file = await zstdFile(pieces);
      expect(new Decoder().decodeSync(file).equals(Buffer.concat(pieces))).toBe(true);
      for (const bytes of [7_919, file.length])
        expect((await unpacked(file, bytes)).equals(Buffer.concat(pieces))).toBe(true);
    }
  });

  test('a file that is cut off, or no zstd, is refused', async () => {
    const file = await zstdFile([lines(100, 'cut')]);
    await expect(unpacked(file.subarray(0, -1), 1_000)).rejects.toThrow('cut off');
    await expect(unpacked(Buffer.from('no zstd at all'), 1_000)).rejects.toThrow('no frame');
  });

  test('the same bytes are packed to the same bytes', async () => {
    const [one, other] = [await packings.zstd.pack!(lines(1_000, 'x')), await packings.zstd.pack!(lines(1_000, 'x'))];
    expect(one.content.equals(other.content)).toBe(true);
  });
});
