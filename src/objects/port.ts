/**
 * The port to object stores: what an export needs of one. Each store implements it in the way that suits it, and names
 * its own faults: whatever it throws is a `StorageFault` or a bug.
 */
import type { Locate, Location } from '../model/location';
import type { StoreName } from '../model/store-names';

/** Size and CRC-32C (an unsigned number), computed by this service. */
export interface Content {
  bytes: number;
  crc32c: number;
}

/** An object as it was written. `version` is the store's identifier of this content, opaque to everyone else. */
export interface Receipt extends Content {
  version: string;
}

/** A recorded object, by its name within the export's folder. */
export type Named<T = Receipt> = T & { name: string };

/** Reads and writes the objects of one export. All names are relative to its folder. */
export interface ObjectFolder {
  /** Writes a whole object. Safe to repeat: it finds what it wrote before. Other content of that name is replaced. */
  put(name: string, content: Buffer, as: { contentType: string; crc32c: number }): Promise<Receipt>;
  /**
   * Joins objects, in order, to the file `target`, and checks its size and checksum against theirs. Safe to repeat: it
   * finds the file even if the parts are deleted by then. `scratch` names a folder for a store's intermediate objects.
   * Throws `parts_lost` if a part is missing or differs from its receipt.
   */
  join(
    parts: readonly Named[],
    target: { name: string; contentType: string; scratch: string },
    signal: AbortSignal,
  ): Promise<Receipt>;
  /**
   * The last bytes of an object, at least one and at most as many as it has. Throws `parts_lost` if the object is missing
   * or differs from its receipt.
   */
  readEnd(object: Named, bytes: number): Promise<Buffer>;
  /** What is stored under a name, or null. */
  find(name: string): Promise<Receipt | null>;
  /** The names of objects that are missing or differ from their receipts. All of them lie under `prefix`. */
  lost(parts: readonly Named[], prefix: string): Promise<ReadonlySet<string>>;
  /**
   * Deletes every object whose name begins with `prefix` (`''`: the whole folder); a missing one is no error. Objects in
   * `known` need not be listed first.
   */
  remove(prefix: string, known?: readonly Named<Pick<Receipt, 'version'>>[]): Promise<void>;
  /**
   * Lists the folder, then deletes what it found if `mayGo` allows it: what is written later stays. Returns the number of
   * deleted objects, or null if they stay.
   */
  removeIf(mayGo: () => Promise<boolean>): Promise<number | null>;
  /** Signs a URL that downloads this version under that name until `expiresAt`. Signing may be a remote call. */
  signDownload(
    file: Named<Pick<Receipt, 'version'>>,
    as: { saveAs: string; contentType: string },
  ): Promise<{ url: string; expiresAt: Date }>;
}

/** An object store as it is configured. */
export interface Store {
  /** Says where a new export is written. */
  locate: Locate;
  /** The folder of an export. Its objects are encrypted with the organisation's key, if there is one. */
  open(location: Location, organisationId: string): ObjectFolder;
  /** Throws if the default bucket is missing or unreachable. */
  ping(): Promise<void>;
}

/** The object stores of this installation: a file is opened in the store that its record names. */
export interface Objects extends Store {
  /** The store of new exports. */
  store: StoreName;
}

/** Timeout and retries of one call. */
export interface Patience {
  timeoutMs: number;
  retries: number;
}
