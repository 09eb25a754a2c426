import { createHash, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type {
  BlobHTTPHeaders,
  BlobRequestConditions,
  BlockBlobClient,
  ContainerClient,
} from '@azure/storage-blob' with { 'resolution-mode': 'import' };
import pLimit from 'p-limit';
import type { Named } from '../port';
import type { AzureClient } from './client';
import { codeOf, rethrowOfSource, statusOf } from './faults';

const MIB = 1024 * 1024;
/** Blocks at once. This bounds the memory of a join where Azure copies nothing. */
const BLOCKS_AT_ONCE = 4;
const BLOCK_BYTES = 8 * MIB;
/** Blocks that objects are cut into, besides one for each: Azure takes 50,000. */
const MOST_CUTS = 40_000;

/** Bytes of an object, from one offset up to another: one block of the file. */
export interface Range {
  part: Named;
  from: number;
  to: number;
}

/** Cuts objects, in order, into ranges that are read and sent at once. Empty ones are left out. */
export function cutRanges(parts: readonly Named[]): Range[] {
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const size = Math.max(BLOCK_BYTES, Math.ceil(total / MOST_CUTS));
  return parts.flatMap((part) =>
    Array.from({ length: Math.ceil(part.bytes / size) }, (_, index) => ({
      part,
      from: index * size,
      to: Math.min(part.bytes, (index + 1) * size),
    })),
  );
}

interface Joined {
  container: ContainerClient;
  target: BlockBlobClient;
  ranges: readonly Range[];
  keyOf: (name: string) => string;
  encryptionScope: string | undefined;
  as: { blobHTTPHeaders: BlobHTTPHeaders; metadata: Record<string, string> };
  /** Under which the blob may be made or replaced. */
  conditions: BlobRequestConditions;
  /** Throws if a part is no longer what its receipt says: Azure's client copies whatever lies there. */
  checkParts: () => Promise<void>;
}

/**
 * Makes a blob of blocks, which Azure copies from the parts. The blocks have names of this try's own, so that no other
 * one commits them. Those that are never committed are discarded by Azure: with the next commit, or after a week.
 */
export async function joinBlocks(client: AzureClient, joined: Joined, signal: AbortSignal): Promise<void> {
  const { target, ranges, as, conditions, encryptionScope, checkParts } = joined;
  const scope = encryptionScope ? { encryptionScope } : {};
  const blockIds = idsFor(ranges.length);
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const limit = pLimit(BLOCKS_AT_ONCE);
  let copies = true;

  const stage = async (range: Range, id: string) => {
    either.throwIfAborted();
    if (copies) copies = await isCopied(client, joined, range, id);
    if (!copies) await sendRange(joined, range, id);
  };
  const staging = ranges.map((range, index) => limit(() => stage(range, blockIds[index]!)));
  await Promise.all(staging).catch(async (error: unknown) => {
    failure.abort(error);
    await Promise.allSettled(staging);
    throw error;
  });
  await checkParts();
  signal.throwIfAborted();
  await target.commitBlockList(blockIds, { ...as, ...scope, conditions });
}

/** All blocks of a blob must have names of one length. */
function idsFor(count: number): string[] {
  const own = randomUUID();
  return Array.from({ length: count }, (_, index) =>
    Buffer.from(`${own}-${String(index).padStart(6, '0')}`).toString('base64'),
  );
}

/**
 * Has Azure copy a range. False where it can't: the account's rules forbid it, or the source is gone. Reading the range
 * then does it, or says why.
 */
async function isCopied(client: AzureClient, joined: Joined, { part, from, to }: Range, id: string): Promise<boolean> {
  const { container, target, keyOf, encryptionScope } = joined;
  const { url, sourceAuthorization } = await client.copySource(container.getBlockBlobClient(keyOf(part.name)));
  try {
    await target.stageBlockFromURL(id, url, from, to - from, {
      ...(sourceAuthorization && { sourceAuthorization }),
      ...(encryptionScope && { encryptionScope }),
    });
    return true;
  } catch (error) {
    const isRefused = codeOf(error) === 'CannotVerifyCopySource' || [416, 501].includes(statusOf(error) ?? 0);
    if (isRefused) return false;
    throw error;
  }
}

async function sendRange(joined: Joined, range: Range, id: string) {
  const content = await readRange(joined, range);
  await joined.target.stageBlock(id, content, content.length, {
    transactionalContentMD5: md5(content),
    ...(joined.encryptionScope && { encryptionScope: joined.encryptionScope }),
  });
}

/** Azure checks it and refuses what was damaged on the way; it says nothing to anyone who would do harm. */
export const md5 = (content: Buffer) => createHash('md5').update(content).digest();

/** Reads a range of an object as its receipt says that it is. */
export async function readRange(
  { container, keyOf }: Pick<Joined, 'container' | 'keyOf'>,
  { part, from, to }: Range,
): Promise<Buffer> {
  const conditions = { ifMatch: etagOf(part) };
  const blob = container.getBlobClient(keyOf(part.name));
  const { readableStreamBody } = await blob.download(from, to - from, { conditions }).catch(rethrowOfSource);
  return buffer(readableStreamBody!);
}

/** Lists name versions without the quotes that a header has. */
export const versionOf = (etag: string) => etag.replaceAll('"', '');
export const etagOf = ({ version }: { version: string }) => `"${version}"`;
