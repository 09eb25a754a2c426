import { combineCrc32c } from '../encode/crc';
import { StorageFault } from '../model/errors';
import type { Location } from '../model/location';
import type { StoreName } from '../model/store-names';
import type { Content } from './port';

export const same = (a: Content, b: Content) => a.bytes === b.bytes && a.crc32c === b.crc32c;

/** Size and checksum of objects joined in this order. */
export const joinedContent = (parts: readonly Content[]): Content =>
  parts.reduce<Content>(
    (sum, { bytes, crc32c }) => ({ bytes: sum.bytes + bytes, crc32c: combineCrc32c(sum.crc32c, crc32c, bytes) }),
    { bytes: 0, crc32c: 0 },
  );

/** The keys of an export's objects. What is published belongs to the folder, wherever it lies. */
export function layoutOf({ folder, published }: Pick<Location, 'folder' | 'published'>) {
  const folderFor = (name: string) => (published && name.startsWith(published.file) ? published.folder : folder);
  return {
    keyOf: (name: string) => `${folderFor(name)}/${name}`,
    /** The name of an object that was found under a prefix. */
    nameOf: (key: string, prefix: string) => key.slice(folderFor(prefix).length + 1),
    /** The prefixes, one for each place, that hold what begins with `prefix`. */
    prefixes: (prefix: string) => (prefix === '' && published ? ['', published.file] : [prefix]),
  };
}

export const partsLost = (store: StoreName, cause?: unknown) =>
  new StorageFault(
    'parts_lost',
    'Parts of the export keep vanishing from the bucket, or are altered there. See what else deletes or writes under ' +
      "the service's folder (a lifecycle rule?), then start again.",
    { retryable: false, cause },
    store,
  );
