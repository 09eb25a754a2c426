import { type Bucket, Storage } from '@google-cloud/storage';
import type { Config } from '../config';
import { parseCrc32c } from '../encode/crc32c';
import { ExportFault } from '../model/errors';

/** An object in the bucket, as GCS describes it; `crc32c` as an unsigned number. */
export interface StoredObject {
  generation: string;
  bytes: number;
  crc32c: number;
}

type Content = Pick<StoredObject, 'bytes' | 'crc32c'>;

/** GCS composes at most this many objects in one call. */
export const MAX_COMPOSE_SOURCES = 32;

/**
 * The bucket that exports are written to. Calls are repeated a few times within the client library only; what lasts
 * longer is for Temporal to try again.
 */
export function openBucket(config: Config): Bucket {
  const storage = new Storage({
    ...(config.GCS_API_ENDPOINT && { apiEndpoint: config.GCS_API_ENDPOINT }),
    retryOptions: { autoRetry: true, maxRetries: 3, totalTimeout: 60, maxRetryDelay: 8 },
    timeout: 60_000,
  });
  return storage.bucket(config.GCS_BUCKET);
}

/** The answer's status where GCS answered with an error, else null. */
export function statusOf(error: unknown): number | null {
  const code = error instanceof Error && 'code' in error ? Number(error.code) : NaN;
  return Number.isInteger(code) ? code : null;
}

function described(metadata: { generation?: unknown; size?: unknown; crc32c?: unknown }): StoredObject {
  return {
    generation: String(metadata.generation),
    bytes: Number(metadata.size),
    crc32c: parseCrc32c(String(metadata.crc32c)),
  };
}

const same = (a: Content, b: Content) => a.bytes === b.bytes && a.crc32c === b.crc32c;

/** The objects of this service; names are relative to `prefix`. Every write is conditional on a generation. */
export function createFileStore(bucket: Bucket, { prefix, urlSeconds }: { prefix: string; urlSeconds: number }) {
  const at = (name: string) => `${prefix}/${name}`;
  const describe = async (name: string) => described((await bucket.file(at(name)).getMetadata())[0]);

  /**
   * Makes `name` hold the expected content through `write`, whatever an earlier try left there: its own object, which
   * a lost answer hid, is found and kept; another content is replaced, but only the very generation that was seen.
   */
  async function settleObject(
    name: string,
    expected: Content,
    write: (ifGenerationMatch: string | number) => Promise<StoredObject>,
  ): Promise<StoredObject> {
    const written = await write(0).catch(async (error: unknown) => {
      if (statusOf(error) !== 412) throw error;
      const existing = await describe(name);
      return same(existing, expected) ? existing : write(existing.generation);
    });
    if (!same(written, expected)) {
      throw new ExportFault(
        'file_mismatch',
        'What Google Cloud Storage holds is not what was sent. It is tried again.',
        {
          retryable: true,
        },
      );
    }
    return written;
  }

  return {
    /** Writes a whole object; done again, it finds its own and goes on. */
    put: (name: string, content: Buffer, { contentType, crc32c }: { contentType: string; crc32c: number }) =>
      settleObject(name, { bytes: content.length, crc32c }, async (ifGenerationMatch) => {
        const file = bucket.file(at(name));
        await file.save(content, {
          resumable: false,
          validation: 'crc32c',
          metadata: { contentType },
          preconditionOpts: { ifGenerationMatch },
        });
        return described(file.metadata);
      }),

    /** Joins at most {@link MAX_COMPOSE_SOURCES} objects, of the generations given, to one. */
    compose: (
      sources: readonly { name: string; generation: string }[],
      name: string,
      { contentType, ...expected }: { contentType: string } & Content,
    ) =>
      settleObject(name, expected, async (ifGenerationMatch) => {
        const target = bucket.file(at(name));
        target.metadata.contentType = contentType;
        const parts = sources.map((source) => bucket.file(at(source.name), { generation: source.generation }));
        const [, answer] = await bucket.combine(parts, target, { ifGenerationMatch });
        return described(answer as object);
      }),

    /** What lies under a folder, by name. */
    async list(folder: string): Promise<Map<string, StoredObject>> {
      const [found] = await bucket.getFiles({ prefix: at(folder) });
      return new Map(found.map((file) => [file.name.slice(prefix.length + 1), described(file.metadata)]));
    },

    /** Deletes all that lies under a folder; what is gone already is no error. */
    async remove(folder: string): Promise<void> {
      const [found] = await bucket.getFiles({ prefix: at(folder) });
      for (let start = 0; start < found.length; start += MAX_COMPOSE_SOURCES) {
        const some = found.slice(start, start + MAX_COMPOSE_SOURCES);
        await Promise.all(some.map((file) => file.delete({ ignoreNotFound: true })));
      }
    },

    /** A URL to get this one generation of the object as a download of that name, until `expiresAt`. */
    async signUrl(
      name: string,
      { generation, saveAs, contentType }: { generation: string; saveAs: string; contentType: string },
    ): Promise<{ url: string; expiresAt: Date }> {
      const signedAt = Math.floor(Date.now() / 1_000) * 1_000;
      const expiresAt = new Date(signedAt + urlSeconds * 1_000);
      const [url] = await bucket.file(at(name), { generation }).getSignedUrl({
        version: 'v4',
        action: 'read',
        accessibleAt: new Date(signedAt),
        expires: expiresAt,
        promptSaveAs: saveAs,
        responseType: contentType,
      });
      return { url, expiresAt };
    },

    /** Throws where the bucket can't be reached, or is not there. */
    async ping(): Promise<void> {
      await bucket.getFiles({ prefix: at('_ready/'), maxResults: 1, autoPaginate: false });
    },

    /** Whether the bucket itself is there, to tell a missing bucket from a missing object. */
    bucketExists: async (): Promise<boolean> => (await bucket.exists())[0],
  };
}
export type FileStore = ReturnType<typeof createFileStore>;
