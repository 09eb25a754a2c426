import type { Bucket } from '@google-cloud/storage';
import { crc32cBase64, parseCrc32c } from '../../encode/crc';
import { StorageFault } from '../../model/errors';
import type { Published } from '../../model/location';
import { joinedContent, layoutOf, partsLost, same } from '../content';
import { joinInTree } from '../join-in-tree';
import type { Content, Named, ObjectFolder, Receipt } from '../port';
import { bucketMissing, contentMismatch, partMissing, rethrow, statusOf } from './faults';

/** GCS's limit of sources for one compose call. */
const MAX_COMPOSE_SOURCES = 32;

/** Number of deletions at once. */
const DELETIONS_AT_ONCE = 32;

type Known = Named<Pick<Receipt, 'version'>>;

interface Options {
  bucket: Bucket;
  folder: string;
  published: Published | undefined;
  /** The CMEK key of new objects; null for the bucket's default. */
  kmsKeyName: string | null;
  urls: { seconds: number; host: string | undefined };
}

/** An object as GCS describes it. An empty one may come without a size. */
const receiptOf = ({ generation, size = 0, crc32c }: { generation?: unknown; size?: unknown; crc32c?: unknown }) => ({
  version: String(generation),
  bytes: Number(size),
  crc32c: parseCrc32c(String(crc32c)),
});

/** The folder of an export in a bucket of Google Cloud Storage; every write is conditional on a generation. */
export function openGcsFolder({ bucket, folder, published, kmsKeyName, urls }: Options): ObjectFolder {
  const { keyOf, nameOf, prefixes } = layoutOf({ folder, published });
  const fileAt = (name: string, generation?: string) =>
    bucket.file(keyOf(name), { ...(generation && { generation }), ...(kmsKeyName && { kmsKeyName }) });
  const describe = async (name: string) => receiptOf((await fileAt(name).getMetadata())[0]);
  const listUnder = async (prefix: string): Promise<[string, Receipt][]> => {
    const [found] = await bucket.getFiles({ prefix: keyOf(prefix) }).catch(rethrow(bucketMissing(bucket.name)));
    return found.map((file) => [nameOf(file.name, prefix), receiptOf(file.metadata)]);
  };
  const list = async (prefix: string): Promise<Map<string, Receipt>> =>
    new Map((await Promise.all(prefixes(prefix).map(listUnder))).flat());

  /**
   * Makes `name` hold the expected content through `write`, whatever an earlier try left there. Its own object, whose
   * answer was lost, is found and kept. Other content is replaced, but only the generation that was seen.
   */
  async function settle(
    name: string,
    expected: Content,
    write: (ifGenerationMatch: string | number) => Promise<Receipt>,
  ): Promise<Receipt> {
    const written = await write(0).catch(async (error: unknown) => {
      if (statusOf(error) !== 412) throw error;
      const existing = await describe(name);
      return same(existing, expected) ? existing : write(existing.version);
    });
    if (!same(written, expected)) throw contentMismatch();
    return written;
  }

  const put: ObjectFolder['put'] = (name, content, { contentType, crc32c }) =>
    settle(name, { bytes: content.length, crc32c }, async (ifGenerationMatch) => {
      const file = fileAt(name);
      // GCS checks the checksum and refuses a damaged upload; the client's own check would come too late.
      await file.save(content, {
        resumable: false,
        validation: false,
        metadata: { contentType, crc32c: crc32cBase64(crc32c) },
        preconditionOpts: { ifGenerationMatch },
      });
      return receiptOf(file.metadata);
    }).catch(rethrow(bucketMissing(bucket.name)));

  const compose = (sources: readonly Named[], name: string, contentType: string): Promise<Receipt> =>
    settle(name, joinedContent(sources), async (ifGenerationMatch) => {
      const target = fileAt(name);
      target.metadata.contentType = contentType;
      const parts = sources.map((source) => fileAt(source.name, source.version));
      const [, answer] = await bucket.combine(parts, target, {
        ifGenerationMatch,
        ...(kmsKeyName && { kmsKeyName }),
      });
      return receiptOf(answer as object);
    }).catch(rethrow(partMissing));

  const lost: ObjectFolder['lost'] = async (parts, prefix) => {
    if (parts.length === 0) return new Set();
    const stored = await list(prefix);
    const isLost = ({ name, version, crc32c }: Named) => {
      const object = stored.get(name);
      return object?.version !== version || object.crc32c !== crc32c;
    };
    return new Set(parts.filter(isLost).map(({ name }) => name));
  };

  const find = (name: string): Promise<Receipt | null> =>
    describe(name).catch((error: unknown) => (statusOf(error) === 404 ? null : rethrow()(error)));

  /**
   * Deletes this generation; a newer one belongs to another run. Without a condition the library does not retry the
   * call, nor always the calls after it.
   */
  const deleteOne = async ({ name, version }: Known) => {
    const deletion = fileAt(name).delete({ ignoreNotFound: true, ifGenerationMatch: version });
    await deletion.catch((error: unknown) => {
      if (statusOf(error) !== 412) rethrow()(error);
    });
  };
  const deleteAll = async (objects: readonly Known[]) => {
    for (let start = 0; start < objects.length; start += DELETIONS_AT_ONCE) {
      await Promise.all(objects.slice(start, start + DELETIONS_AT_ONCE).map(deleteOne));
    }
  };
  const knownIn = (found: Map<string, Receipt>): Known[] =>
    [...found].map(([name, { version }]) => ({ name, version }));

  return {
    put,
    find,
    lost,

    async readEnd({ name, version, bytes: size }, bytes) {
      // The whole object's checksum says nothing of a part of it.
      const range = { start: size - bytes, end: size - 1, validation: false };
      const [content] = await fileAt(name, version).download(range).catch(rethrow(partMissing));
      return content;
    },

    async join(parts, { name, contentType, scratch }, signal) {
      if (parts.length === 0) return put(name, Buffer.alloc(0), { contentType, crc32c: 0 });
      const composeTo = (sources: readonly Named[], target: string) => compose(sources, target, contentType);
      const joining = { atOnce: MAX_COMPOSE_SOURCES, join: composeTo, signal };
      try {
        return await joinInTree(parts, { name, scratch }, joining);
      } catch (error) {
        // The parts are checked only after a refusal, since compose names each with its generation.
        if (!(error instanceof StorageFault)) throw error;
        const file = await find(name);
        if (file && same(file, joinedContent(parts))) return file;
        throw (await lost(parts, scratch)).size > 0 ? partsLost('gcs', error) : error;
      }
    },

    async remove(prefix, known = []) {
      const deleting = deleteAll(known);
      // This step is retried, so no deletion may still be running when the list fails.
      const [found] = await Promise.all([list(prefix), deleting]).finally(() => deleting.catch(() => undefined));
      const deleted = new Map(known.map(({ name, version }) => [name, version]));
      await deleteAll(knownIn(found).filter(({ name, version }) => deleted.get(name) !== version));
    },

    async removeIf(mayGo) {
      const found = await list('');
      if (!(await mayGo())) return null;
      await deleteAll(knownIn(found));
      return found.size;
    },

    async signDownload({ name, version }, { saveAs, contentType }) {
      const signedAt = Math.floor(Date.now() / 1_000) * 1_000;
      const expiresAt = new Date(signedAt + urls.seconds * 1_000);
      const signed = fileAt(name, version).getSignedUrl({
        version: 'v4',
        action: 'read',
        accessibleAt: new Date(signedAt),
        expires: expiresAt,
        promptSaveAs: saveAs,
        responseType: contentType,
        ...(urls.host && { host: urls.host }),
      });
      const [url] = await signed.catch(rethrow());
      return { url, expiresAt };
    },
  };
}

/** Throws if the bucket is missing or unreachable. */
export async function pingGcs(bucket: Bucket, prefix: string): Promise<void> {
  const options = { prefix: `${prefix}/_ready/`, maxResults: 1, autoPaginate: false };
  await bucket.getFiles(options).catch(rethrow(bucketMissing(bucket.name)));
}
