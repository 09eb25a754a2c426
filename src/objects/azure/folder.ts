import pLimit from 'p-limit';
import { crc32cBase64, parseCrc32c } from '../../encode/crc';
import type { Published } from '../../model/location';
import { joinedContent, layoutOf, partsLost, same } from '../content';
import { joinInTree } from '../join-in-tree';
import { type Known, knownIn, type Listed, lostIn } from '../listed';
import type { Content, Named, ObjectFolder, Receipt } from '../port';
import { settle } from '../settle';
import { cutRanges, etagOf, joinBlocks, md5, readRange, versionOf } from './blocks';
import type { AzureClient } from './client';
import { codeOf, contentMismatch, rethrow, statusOf } from './faults';

/** Objects that one block list joins, of the 50,000 blocks that it may have: large ones are cut. */
const JOINED_AT_ONCE = 9_000;
const DELETIONS_AT_ONCE = 32;

interface Options {
  client: () => Promise<AzureClient>;
  container: string;
  folder: string;
  published: Published | undefined;
  /** The encryption scope of new blobs; undefined for the container's default. */
  encryptionScope: string | undefined;
}

/** The folder of an export in a container of Azure Blob Storage; every write is conditional on the ETag that it replaces. */
export function openAzureFolder({ client, container, folder, published, encryptionScope }: Options): ObjectFolder {
  const { keyOf, nameOf, prefixes } = layoutOf({ folder, published });
  const open = async () => (await client()).container(container);
  const blobAt = async (name: string) => (await open()).getBlockBlobClient(keyOf(name));
  const scope = encryptionScope ? { encryptionScope } : {};
  /** Azure keeps no checksum of what was joined: the metadata says what was written. */
  const asWritten = (contentType: string, { crc32c }: Pick<Content, 'crc32c'>) => ({
    blobHTTPHeaders: { blobContentType: contentType },
    metadata: { crc32c: crc32cBase64(crc32c) },
  });
  const conditionOf = (replaced: Receipt | null) => (replaced ? { ifMatch: etagOf(replaced) } : { ifNoneMatch: '*' });

  async function describe(name: string): Promise<Receipt> {
    const { etag, contentLength = 0, metadata } = await (await blobAt(name)).getProperties();
    // A blob that another program wrote may have none: it equals nothing.
    const crc32c = metadata?.crc32c === undefined ? NaN : parseCrc32c(metadata.crc32c);
    return { version: versionOf(etag!), bytes: contentLength, crc32c };
  }

  const find = (name: string): Promise<Receipt | null> =>
    describe(name).catch((error: unknown) =>
      statusOf(error) === 404 && codeOf(error) !== 'ContainerNotFound' ? null : rethrow(error),
    );

  async function listUnder(prefix: string, includeUncommitedBlobs: boolean): Promise<[string, Listed][]> {
    const found: [string, Listed][] = [];
    const listed = (await open()).listBlobsFlat({ prefix: keyOf(prefix), includeUncommitedBlobs });
    for await (const { name, properties } of listed) {
      const { etag, contentLength = 0 } = properties;
      found.push([nameOf(name, prefix), { version: versionOf(etag), bytes: contentLength }]);
    }
    return found;
  }
  const list = async (prefix: string, uncommitted = false): Promise<Map<string, Listed>> =>
    new Map((await Promise.all(prefixes(prefix).map((each) => listUnder(each, uncommitted)))).flat());

  /** A name that was taken in the meantime; Azure then discards the blocks that others staged for it. */
  const isRefused = (error: unknown) =>
    ['BlobAlreadyExists', 'ConditionNotMet', 'InvalidBlockList'].includes(codeOf(error));
  const settleAt = (name: string, expected: Content, how: Pick<Parameters<typeof settle>[1], 'existing' | 'write'>) =>
    settle(expected, { ...how, describe: () => describe(name), isRefused });

  const put: ObjectFolder['put'] = async (name, content, { contentType, crc32c }) => {
    const expected = { bytes: content.length, crc32c };
    const { blobHTTPHeaders, metadata } = asWritten(contentType, expected);
    const write = async (replaced: Receipt | null) => {
      const { etag } = await (
        await blobAt(name)
      ).upload(content, content.length, {
        blobHTTPHeaders: { ...blobHTTPHeaders, blobContentMD5: md5(content) },
        ...{ metadata, ...scope, conditions: conditionOf(replaced) },
      });
      return { version: versionOf(etag!), ...expected };
    };
    return settleAt(name, expected, { write }).catch(rethrow);
  };

  const lost: ObjectFolder['lost'] = async (parts, prefix) => {
    if (parts.length === 0) return new Set();
    return lostIn(await list(prefix).catch(rethrow), parts);
  };

  /** Looks for the file first: a join that is done again would copy it all before it finds it. */
  async function joinOnce(
    parts: readonly Named[],
    { name, contentType, scratch }: { name: string; contentType: string; scratch: string },
    signal: AbortSignal,
  ): Promise<Receipt> {
    const content = joinedContent(parts);
    const existing = await find(name);
    if (existing && same(existing, content)) return existing;
    const ranges = cutRanges(parts);
    if (ranges.length === 0) return put(name, Buffer.alloc(0), { contentType, crc32c: content.crc32c });
    const checkParts = async () => {
      if ((await lost(parts, scratch)).size > 0) throw partsLost('azure');
    };
    const target = await blobAt(name);
    const joined = { container: await open(), target, ranges, keyOf, encryptionScope, checkParts };
    const write = async (replaced: Receipt | null) => {
      const how = { ...joined, as: asWritten(contentType, content), conditions: conditionOf(replaced) };
      await joinBlocks(await client(), how, signal);
      const written = await describe(name);
      if (!same(written, content)) throw contentMismatch();
      return written;
    };
    return settleAt(name, content, { existing, write });
  }

  /** Deletes this version; a newer one belongs to another run. Says whether it was there. */
  async function deleteOne({ name, version }: Known): Promise<boolean> {
    const conditions = { ifMatch: etagOf({ version }) };
    const deletion = (await blobAt(name)).delete({ conditions, deleteSnapshots: 'include' });
    return deletion.then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) === 'BlobNotFound' || statusOf(error) === 412) return false;
        throw error;
      },
    );
  }

  /** Blocks that a killed worker left, and no blob: a blob of none of them takes their name, and goes. */
  async function discardBlocks(name: string): Promise<void> {
    const blob = await blobAt(name);
    const commit = blob.commitBlockList([], { conditions: { ifNoneMatch: '*' } });
    const { etag } = await commit.catch((error: unknown) => {
      if (isRefused(error)) return { etag: undefined };
      throw error;
    });
    if (etag) await deleteOne({ name, version: versionOf(etag) });
  }

  const limited = <T>(items: readonly T[], work: (item: T) => Promise<unknown>) => {
    const limit = pLimit(DELETIONS_AT_ONCE);
    return Promise.all(items.map((item) => limit(() => work(item))));
  };
  const clear = async ([name, { version, bytes }]: [string, Listed]) => {
    const isUncommitted = version === '' || (!(await deleteOne({ name, version })) && bytes === 0);
    if (isUncommitted) await discardBlocks(name);
  };

  return {
    put,
    find,
    lost,

    async readEnd(part, bytes) {
      const from = part.bytes - bytes;
      return readRange({ container: await open(), keyOf }, { part, from, to: part.bytes });
    },

    async join(parts, { name, contentType, scratch }, signal) {
      const join = (sources: readonly Named[], target: string) =>
        joinOnce(sources, { name: target, contentType, scratch }, signal);
      return joinInTree(parts, { name, scratch }, { atOnce: JOINED_AT_ONCE, join, signal }).catch(rethrow);
    },

    async remove(prefix, known = []) {
      try {
        await limited(known, deleteOne);
        await limited([...(await list(prefix, true))], clear);
      } catch (error) {
        rethrow(error);
      }
    },

    async removeIf(mayGo) {
      const found = await list('').catch(rethrow);
      if (!(await mayGo())) return null;
      await limited(knownIn(found), deleteOne).catch(rethrow);
      return found.size;
    },

    async signDownload({ name }, { saveAs, contentType }) {
      return (await client()).signDownload({ container, blob: keyOf(name), saveAs, contentType });
    },
  };
}

/** Throws if the container is missing or unreachable. */
export async function pingAzure(client: () => Promise<AzureClient>, container: string, prefix: string): Promise<void> {
  const listed = (await client()).container(container).listBlobsFlat({ prefix: `${prefix}/_ready/` });
  await listed.byPage({ maxPageSize: 1 }).next().catch(rethrow);
}
