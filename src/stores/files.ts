import { crc32cBase64, parseCrc32c } from '../encode/crc32c';
import { ExportFault, type FaultCode } from '../model/errors';
import { organisationOf } from '../model/names';
import type { Place } from './places';
import { signingFault } from './signing';

/** An object in the bucket, as GCS describes it; `crc32c` as an unsigned number. */
export interface StoredObject {
  generation: string;
  bytes: number;
  crc32c: number;
}

type Content = Pick<StoredObject, 'bytes' | 'crc32c'>;
type Named = Pick<StoredObject, 'generation'> & { name: string };

/** What was written of an export is no longer what is recorded of it. */
export const partsLost = (cause?: unknown) =>
  new ExportFault(
    'parts_lost',
    'Parts of the export keep vanishing from the bucket, or are altered there. See what else deletes or writes under ' +
      "the service's folder (a lifecycle rule?), then start again.",
    { retryable: false, cause },
  );

/** GCS composes at most this many objects in one call. */
export const MAX_COMPOSE_SOURCES = 32;

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

/**
 * The objects of this service. Names are relative to `prefix` and begin with their organisation, which says where they
 * are kept. Every write is conditional on a generation.
 */
export function createFileStore(
  placeOf: (organisationId: string | null) => Place,
  { prefix, urlSeconds, urlHost }: { prefix: string; urlSeconds: number; urlHost?: string | undefined },
) {
  const at = (name: string) => `${prefix}/${name}`;
  const placeFor = (name: string) => placeOf(organisationOf(name));
  const fileAt = (name: string, generation?: string) => {
    const { bucket, kmsKeyName } = placeFor(name);
    return bucket.file(at(name), { ...(generation && { generation }), ...(kmsKeyName && { kmsKeyName }) });
  };
  const describe = async (name: string) => described((await fileAt(name).getMetadata())[0]);

  /** What 404 means depends on the call: uploads and lists only get it where the bucket is missing. */
  const at404 = (code: FaultCode, message: string) => (error: unknown) => {
    throw statusOf(error) === 404 ? new ExportFault(code, message, { retryable: false, cause: error }) : error;
  };
  const bucketGone = ({ bucket }: Place) =>
    at404(
      'bucket_not_found',
      `The bucket ${bucket.name} does not exist. Create it, or name one that exists in the settings; then start again.`,
    );
  const partsGone = (error: unknown) => {
    throw statusOf(error) === 404 ? partsLost(error) : error;
  };
  /** What lies under a folder, by name. */
  const list = async (folder: string): Promise<Map<string, StoredObject>> => {
    const place = placeFor(folder);
    const [found] = await place.bucket.getFiles({ prefix: at(folder) }).catch(bucketGone(place));
    return new Map(found.map((file) => [file.name.slice(prefix.length + 1), described(file.metadata)]));
  };

  /**
   * Deletes this generation; one that took its place is another run's. Without a condition the library would not repeat
   * the call, and may forget to repeat any call after it.
   */
  const deleteOne = async ({ name, generation }: Named) => {
    const deletion = fileAt(name).delete({ ignoreNotFound: true, ifGenerationMatch: generation });
    await deletion.catch((error: unknown) => {
      if (statusOf(error) !== 412) throw error;
    });
  };
  const deleteAll = async (objects: readonly Named[]) => {
    for (let start = 0; start < objects.length; start += MAX_COMPOSE_SOURCES) {
      await Promise.all(objects.slice(start, start + MAX_COMPOSE_SOURCES).map(deleteOne));
    }
  };
  const namedIn = (found: Map<string, StoredObject>): Named[] =>
    [...found].map(([name, { generation }]) => ({ name, generation }));

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
      throw new ExportFault('file_mismatch', 'What Google Cloud Storage holds is not what was sent.', {
        retryable: true,
      });
    }
    return written;
  }

  return {
    /** Writes a whole object; done again, it finds its own and goes on. */
    put: (name: string, content: Buffer, { contentType, crc32c }: { contentType: string; crc32c: number }) =>
      settleObject(name, { bytes: content.length, crc32c }, async (ifGenerationMatch) => {
        const file = fileAt(name);
        // The checksum travels along, so that GCS refuses what arrives damaged; the client's own check would only come after.
        const upload = file.save(content, {
          resumable: false,
          validation: false,
          metadata: { contentType, crc32c: crc32cBase64(crc32c) },
          preconditionOpts: { ifGenerationMatch },
        });
        await upload.catch(bucketGone(placeFor(name)));
        return described(file.metadata);
      }),

    /** What is stored under a name, or null. */
    find: (name: string): Promise<StoredObject | null> =>
      describe(name).catch((error: unknown) => {
        if (statusOf(error) === 404) return null;
        throw error;
      }),

    /** Joins at most {@link MAX_COMPOSE_SOURCES} objects, of the generations given, to one. */
    compose: (
      sources: readonly Named[],
      name: string,
      { contentType, ...expected }: { contentType: string } & Content,
    ) =>
      settleObject(name, expected, async (ifGenerationMatch) => {
        const { bucket, kmsKeyName } = placeFor(name);
        const target = fileAt(name);
        target.metadata.contentType = contentType;
        const parts = sources.map((source) => fileAt(source.name, source.generation));
        const options = { ifGenerationMatch, ...(kmsKeyName && { kmsKeyName }) };
        const [, answer] = await bucket.combine(parts, target, options).catch(partsGone);
        return described(answer as object);
      }),

    list,

    /**
     * Deletes all that lies under a folder; what is gone already is no error. Those `known` to lie there need not be
     * listed first.
     */
    async remove(folder: string, known: readonly Named[] = []): Promise<void> {
      const deleting = deleteAll(known);
      // Where the list fails, no deletion may be left under way either: this step is tried again.
      const [found] = await Promise.all([list(folder), deleting]).finally(() => deleting.catch(() => undefined));
      const deleted = new Map(known.map(({ name, generation }) => [name, generation]));
      await deleteAll(namedIn(found).filter(({ name, generation }) => deleted.get(name) !== generation));
    },

    /**
     * Deletes what lies under a folder if, once that is known, `mayGo` says so: what is written later stays. Answers how
     * many objects there were, or null where they stay.
     */
    async removeIf(folder: string, mayGo: () => Promise<boolean>): Promise<number | null> {
      const found = await list(folder);
      if (!(await mayGo())) return null;
      await deleteAll(namedIn(found));
      return found.size;
    },

    /**
     * A URL to get this one generation of the object as a download of that name, until `expiresAt`. Throws an
     * {@link ExportFault} where it can't be signed, which may be a remote call.
     */
    async signUrl(
      name: string,
      { generation, saveAs, contentType }: { generation: string; saveAs: string; contentType: string },
    ): Promise<{ url: string; expiresAt: Date }> {
      const signedAt = Math.floor(Date.now() / 1_000) * 1_000;
      const expiresAt = new Date(signedAt + urlSeconds * 1_000);
      const signed = fileAt(name, generation).getSignedUrl({
        version: 'v4',
        action: 'read',
        accessibleAt: new Date(signedAt),
        expires: expiresAt,
        promptSaveAs: saveAs,
        responseType: contentType,
        ...(urlHost && { host: urlHost }),
      });
      const [url] = await signed.catch((error: unknown) => {
        throw signingFault(error);
      });
      return { url, expiresAt };
    },

    /** Throws where everyone's bucket can't be reached, or is not there. */
    async ping(): Promise<void> {
      await placeOf(null).bucket.getFiles({ prefix: at('_ready/'), maxResults: 1, autoPaginate: false });
    },
  };
}
export type FileStore = ReturnType<typeof createFileStore>;
