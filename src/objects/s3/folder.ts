import { crc32cBase64, parseCrc32c } from '../../encode/crc';
import type { Published } from '../../model/location';
import { joinedContent, layoutOf, same } from '../content';
import { groupsOf, joinInTree } from '../join-in-tree';
import { type Known, knownIn, type Listed, lostIn } from '../listed';
import type { Content, Named, ObjectFolder, Receipt } from '../port';
import { settle } from '../settle';
import type { S3Client } from './client';
import { contentMismatch, rethrow, statusOf, toFault } from './faults';
import { type Condition, joinPieces, readPiece } from './multipart';
import { cutPieces, isCopied } from './pieces';

/** Objects that one multipart upload joins, of the 10,000 parts that it may have: a few are cut in two. */
const JOINED_AT_ONCE = 9_000;
/** S3's limit of keys for one call. */
const DELETED_AT_ONCE = 1_000;

interface Options {
  client: () => Promise<S3Client>;
  bucket: string;
  folder: string;
  published: Published | undefined;
  /** The KMS key of new objects; null for the bucket's default. */
  kmsKeyId: string | null;
  urlSeconds: number;
}

/** The folder of an export in a bucket of Amazon S3; every write is conditional on the ETag that it replaces. */
export function openS3Folder({ client, bucket, folder, published, kmsKeyId, urlSeconds }: Options): ObjectFolder {
  const { keyOf, nameOf, prefixes } = layoutOf({ folder, published });
  const at = (name: string) => ({ Bucket: bucket, Key: keyOf(name) });
  const encryption = kmsKeyId ? ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyId } as const) : {};
  /** Not every store keeps a checksum of the whole object: the metadata says what was written. */
  const asWritten = (contentType: string, { crc32c }: Pick<Content, 'crc32c'>) => ({
    ContentType: contentType,
    Metadata: { crc32c: crc32cBase64(crc32c) },
    ...encryption,
  });

  async function describe(name: string): Promise<Receipt> {
    const { s3 } = await client();
    const ask = () => s3.headObject({ ...at(name), ChecksumMode: 'ENABLED' });
    const {
      ETag,
      ContentLength = 0,
      ...found
    } = await ask().catch(async (error: unknown) => {
      if (statusOf(error) !== 403) throw error;
      // The answer to HEAD has no body that tells a missing right from a wrong clock or key: that to a list has.
      await s3.listObjectsV2({ Bucket: bucket, Prefix: keyOf(name), MaxKeys: 1 });
      return ask();
    });
    const ofWhole = found.ChecksumType === 'COMPOSITE' ? undefined : found.ChecksumCRC32C;
    const checksum = ofWhole ?? found.Metadata?.crc32c;
    // An object that another program wrote may have none: it equals nothing.
    return { version: ETag!, bytes: ContentLength, crc32c: checksum === undefined ? NaN : parseCrc32c(checksum) };
  }

  const findRaw = (name: string): Promise<Receipt | null> =>
    describe(name).catch((error: unknown) => {
      if (statusOf(error) === 404) return null;
      throw error;
    });

  async function listUnder(prefix: string): Promise<[string, Listed][]> {
    const { s3 } = await client();
    const found: [string, Listed][] = [];
    let next: string | undefined;
    do {
      const asked = { Bucket: bucket, Prefix: keyOf(prefix), ...(next && { ContinuationToken: next }) };
      const { Contents = [], NextContinuationToken } = await s3.listObjectsV2(asked);
      for (const { Key, ETag, Size = 0 } of Contents)
        found.push([nameOf(Key!, prefix), { version: ETag!, bytes: Size }]);
      next = NextContinuationToken;
    } while (next);
    return found;
  }
  const list = async (prefix: string): Promise<Map<string, Listed>> =>
    new Map((await Promise.all(prefixes(prefix).map(listUnder))).flat());

  /** Uploads that a worker which was killed did not finish: nobody sees them, and they are paid for. */
  async function abortUploads(prefix: string): Promise<void> {
    const { s3 } = await client();
    const { Uploads = [] } = await s3.listMultipartUploads({ Bucket: bucket, Prefix: keyOf(prefix) });
    for (const { Key, UploadId } of Uploads) {
      await s3.abortMultipartUpload({ Bucket: bucket, Key, UploadId }).catch((error: unknown) => {
        if (statusOf(error) !== 404) throw error;
      });
    }
    // S3 lists 1,000 at once.
    if (Uploads.length === 1_000) await abortUploads(prefix);
  }

  const settleAt = (
    name: string,
    expected: Content,
    { existing, write }: { existing?: Receipt | null; write: (condition: Condition) => Promise<Receipt> },
  ) =>
    settle(expected, {
      ...(existing && { existing }),
      write: (replaced) => write(replaced ? { IfMatch: replaced.version } : { IfNoneMatch: '*' }),
      describe: () => describe(name),
      isRefused: (error) => statusOf(error) === 412,
    });

  /** S3 checks the checksum and refuses a damaged upload. */
  const put: ObjectFolder['put'] = async (name, content, { contentType, crc32c }) => {
    const expected = { bytes: content.length, crc32c };
    const write = async (condition: Condition) => {
      const { s3 } = await client();
      const object = { ...at(name), Body: content, ChecksumCRC32C: crc32cBase64(crc32c) };
      const { ETag } = await s3.putObject({ ...object, ...asWritten(contentType, expected), ...condition });
      return { version: ETag!, ...expected };
    };
    return settleAt(name, expected, { write }).catch(rethrow);
  };

  /** Looks for the file first: a join that is done again would copy it all before it finds it. */
  async function joinOnce(parts: readonly Named[], name: string, contentType: string, signal: AbortSignal) {
    const content = joinedContent(parts);
    const existing = await findRaw(name);
    if (existing && same(existing, content)) return existing;
    const store = await client();
    const pieces = cutPieces(parts);
    if (pieces.length <= 1 && !pieces.some(isCopied)) {
      const whole = await readPiece(store.s3, { Bucket: bucket, keyOf }, pieces[0] ?? []);
      return put(name, whole, { contentType, crc32c: content.crc32c });
    }
    await abortUploads(name);
    const joined = { ...at(name), pieces, content, keyOf, as: asWritten(contentType, content) };
    const write = async (condition: Condition) => {
      await joinPieces(store, { ...joined, condition }, signal);
      const written = await describe(name);
      if (!same(written, content)) throw contentMismatch();
      return written;
    };
    return settleAt(name, content, { existing, write });
  }

  /** Deletes these versions; a newer one belongs to another run. */
  async function deleteAll(objects: readonly Known[]): Promise<void> {
    const { s3 } = await client();
    for (const group of groupsOf(objects, DELETED_AT_ONCE)) {
      const Objects = group.map(({ name, version }) => ({ Key: keyOf(name), ETag: version }));
      const { Errors = [] } = await s3.deleteObjects({ Bucket: bucket, Delete: { Objects, Quiet: true } });
      const refused = Errors.find(({ Code }) => Code !== 'PreconditionFailed' && Code !== 'NoSuchKey');
      if (refused) throw notDeleted(refused);
    }
  }

  return {
    put,
    find: (name) => findRaw(name).catch(rethrow),

    async readEnd(object, bytes) {
      const { s3 } = await client();
      const end = { part: object, from: object.bytes - bytes, to: object.bytes };
      return readPiece(s3, { Bucket: bucket, keyOf }, [end]);
    },

    async join(parts, { name, contentType, scratch }, signal) {
      const join = (sources: readonly Named[], target: string) => joinOnce(sources, target, contentType, signal);
      return joinInTree(parts, { name, scratch }, { atOnce: JOINED_AT_ONCE, join, signal }).catch(rethrow);
    },

    async lost(parts, prefix) {
      if (parts.length === 0) return new Set();
      return lostIn(await list(prefix).catch(rethrow), parts);
    },

    async remove(prefix, known = []) {
      try {
        await deleteAll(known);
        const [found] = await Promise.all([list(prefix), abortUploads(prefix)]);
        await deleteAll(knownIn(found));
      } catch (error) {
        throw toFault(error);
      }
    },

    async removeIf(mayGo) {
      const found = await list('').catch(rethrow);
      if (!(await mayGo())) return null;
      await deleteAll(knownIn(found)).catch(rethrow);
      return found.size;
    },

    async signDownload({ name }, { saveAs, contentType }) {
      const signer = await client();
      const signedAt = new Date(Math.floor(Date.now() / 1_000) * 1_000);
      const object = { bucket, key: keyOf(name), saveAs, contentType };
      const url = await signer.sign({ ...object, signedAt, seconds: urlSeconds }).catch(rethrow);
      const end = (await signer.credentialsEnd().catch(rethrow))?.getTime() ?? Infinity;
      return { url, expiresAt: new Date(Math.min(signedAt.getTime() + urlSeconds * 1_000, end)) };
    },
  };
}

/** S3 answers a deletion of many with 200, and names those that it refused in the body. */
function notDeleted({ Code = 'unknown', Message }: { Code?: string | undefined; Message?: string | undefined }): Error {
  const httpStatusCode = Code === 'AccessDenied' ? 403 : 503;
  return Object.assign(new Error(Message), { name: Code, $metadata: { httpStatusCode } });
}

/** Throws if the bucket is missing or unreachable. */
export async function pingS3(client: () => Promise<S3Client>, bucket: string, prefix: string): Promise<void> {
  const { s3 } = await client();
  await s3.listObjectsV2({ Bucket: bucket, Prefix: `${prefix}/_ready/`, MaxKeys: 1 }).catch(rethrow);
}
