import { crc32c } from '@node-rs/crc32';
import pLimit from 'p-limit';
import { crc32cBase64 } from '../../encode/crc';
import type { Content } from '../port';
import type { S3Client } from './client';
import { rethrowOfSource } from './faults';
import { bytesIn, isCopied, type Piece, type Range } from './pieces';

/** Parts of an upload at once. One that is sent is smaller than 10 MiB: this bounds the memory of a join. */
const PARTS_AT_ONCE = 4;

type Place = { Bucket: string; Key: string };

interface Joined extends Place {
  pieces: readonly Piece[];
  content: Content;
  keyOf: (name: string) => string;
  /** Content type, encryption and metadata of the new object. */
  as: Record<string, unknown>;
  /** Under which the object may be made or replaced. */
  condition: Condition;
}

export type Condition = { IfNoneMatch: '*' } | { IfMatch: string };

/** Makes an object of pieces of others, in S3 as far as it can. An upload that fails leaves nothing behind. */
export async function joinPieces({ s3 }: S3Client, joined: Joined, signal: AbortSignal): Promise<void> {
  const { Bucket, Key, pieces, content, condition, as } = joined;
  const whole = { ChecksumType: 'FULL_OBJECT' } as const;
  const created = await s3.createMultipartUpload({ Bucket, Key, ChecksumAlgorithm: 'CRC32C', ...whole, ...as });
  const upload = { Bucket, Key, UploadId: created.UploadId! };
  const limit = pLimit(PARTS_AT_ONCE);
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const working = pieces.map((piece, index) =>
    limit(async () => {
      either.throwIfAborted();
      const partOf = { ...upload, PartNumber: index + 1 };
      const sent = isCopied(piece) ? copyRange(s3, joined, partOf, piece[0]!) : sendPiece(s3, joined, partOf, piece);
      return { PartNumber: index + 1, ...(await sent) };
    }),
  );
  try {
    const Parts = await Promise.all(working);
    signal.throwIfAborted();
    await s3.completeMultipartUpload({
      ...{ ...upload, MultipartUpload: { Parts } },
      ...{ ...whole, ChecksumCRC32C: crc32cBase64(content.crc32c), MpuObjectSize: content.bytes },
      ...condition,
    });
  } catch (error) {
    failure.abort(error);
    // A part that still arrives would outlive the abort.
    await Promise.allSettled(working);
    await s3.abortMultipartUpload(upload).catch(() => undefined);
    throw error;
  }
}

type PartOf = Place & { UploadId: string; PartNumber: number };

async function copyRange(s3: S3Client['s3'], { Bucket, keyOf }: Joined, partOf: PartOf, { part, from, to }: Range) {
  const copied = s3.uploadPartCopy({
    ...partOf,
    CopySource: [Bucket, ...keyOf(part.name).split('/')].map(encodeURIComponent).join('/'),
    CopySourceIfMatch: part.version,
    ...(to - from < part.bytes && { CopySourceRange: `bytes=${from}-${to - 1}` }),
  });
  const { CopyPartResult: result } = await copied.catch(rethrowOfSource);
  return { ETag: result?.ETag, ...(result?.ChecksumCRC32C && { ChecksumCRC32C: result.ChecksumCRC32C }) };
}

async function sendPiece(s3: S3Client['s3'], joined: Joined, partOf: PartOf, piece: Piece) {
  const Body = await readPiece(s3, joined, piece);
  const ChecksumCRC32C = crc32cBase64(crc32c(Body));
  const { ETag } = await s3.uploadPart({ ...partOf, Body, ChecksumCRC32C });
  return { ETag, ChecksumCRC32C };
}

/** Reads the ranges of a piece, one after the other. */
export async function readPiece(
  s3: S3Client['s3'],
  { Bucket, keyOf }: Pick<Joined, 'Bucket' | 'keyOf'>,
  piece: Piece,
): Promise<Buffer> {
  const content = Buffer.allocUnsafe(bytesIn(piece));
  let at = 0;
  for (const { part, from, to } of piece) {
    if (from === to) continue;
    const asked = { Bucket, Key: keyOf(part.name), IfMatch: part.version, Range: `bytes=${from}-${to - 1}` };
    const { Body } = await s3.getObject(asked).catch(rethrowOfSource);
    content.set(await Body!.transformToByteArray(), at);
    at += to - from;
  }
  return content;
}
