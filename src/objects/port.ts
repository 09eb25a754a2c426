/**
 * The port to object stores: what an export asks of one. Each store behind it keeps these promises in its own strengths,
 * and names its faults itself: what is thrown is a `StorageFault`, or a bug.
 */
import type { Locate, Location } from '../model/location';

/** Size and CRC-32C (an unsigned number), which we work out ourselves. */
export interface Content {
  bytes: number;
  crc32c: number;
}

/** An object as it was written. `version` is the store's own mark of this very content; nobody else reads it. */
export interface Receipt extends Content {
  version: string;
}

/** A recorded object, by its name within the export's folder. */
export type Named<T = Receipt> = T & { name: string };

/** What the objects of one export are read and written through; all names are relative to its folder. */
export interface ObjectFolder {
  /** Writes a whole object. Done again, it finds its own and goes on; other content of that name is replaced. */
  put(name: string, content: Buffer, as: { contentType: string; crc32c: number }): Promise<Receipt>;
  /**
   * Joins objects, in order, to the file `target`, and checks its size and checksum against theirs. Done again, it finds
   * the file, for which the parts may be gone already. `scratch` names a folder for what a store needs on the way.
   * Throws `parts_lost` where a part is gone or is not what was recorded.
   */
  join(
    parts: readonly Named[],
    target: { name: string; contentType: string; scratch: string },
    signal: AbortSignal,
  ): Promise<Receipt>;
  /** What is stored under a name, or null. */
  find(name: string): Promise<Receipt | null>;
  /** The names of those that are gone or are no longer what was recorded; all of them lie under `prefix`. */
  lost(parts: readonly Named[], prefix: string): Promise<ReadonlySet<string>>;
  /**
   * Deletes all whose names begin with `prefix` (`''`: the whole folder); what is gone already is no error. Those `known`
   * to be there need not be listed first.
   */
  remove(prefix: string, known?: readonly Named<Pick<Receipt, 'version'>>[]): Promise<void>;
  /**
   * Deletes all of the folder if, once it is known what there is, `mayGo` says so: what is written later stays. Answers
   * how many objects there were, or null where they stay.
   */
  removeIf(mayGo: () => Promise<boolean>): Promise<number | null>;
  /** A URL to get this one version as a download of that name, until `expiresAt`. Signing may be a remote call. */
  signDownload(
    file: Named<Pick<Receipt, 'version'>>,
    as: { saveAs: string; contentType: string },
  ): Promise<{ url: string; expiresAt: Date }>;
}

/** Every object store that this installation knows. */
export interface Objects {
  locate: Locate;
  /** The folder of an export; what is written there is encrypted with its organisation's key, where it has one. */
  open(location: Location, organisationId: string): ObjectFolder;
  /** Throws where everyone's bucket can't be reached, or is not there. */
  ping(): Promise<void>;
}
