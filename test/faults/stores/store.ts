import type { StorageProxy } from '../../support/storage-proxy';
import type { Restartable } from '../restartable';
import type { SmallDisk } from '../small-disk';

/** A request to an object store, as far as all of them have it. */
export interface StoreRequest {
  kind: string;
  object: string | null;
  body: Buffer;
}

/** An object store that rounds break. */
export interface FaultyStore extends Restartable {
  /** Points the service at it. */
  variables: Readonly<Record<string, string>>;
  /** A way to it for one worker. */
  openWay(): Promise<Way>;
  /** What marks a point of an export: a part is uploaded, or the file is made of the parts. */
  stepOf(request: StoreRequest): 'part' | 'compose' | null;
  /** Whether a join begins, or goes on, by this request: what becomes of the parts now is seen by it. */
  takesParts(request: StoreRequest): boolean;
  /** The one that its data lie on; null where this machine can't make a small one, or the store has none to fill. */
  disk: SmallDisk | null;
  bucket: FaultyBucket;
}

export interface Way {
  proxy: StorageProxy<StoreRequest>;
  /** Points the worker to the proxy. */
  variables: NodeJS.ProcessEnv;
  /** Credentials that the store refuses; none where the stand-in takes any, or answers them in its own words. */
  wrongCredentials?: NodeJS.ProcessEnv;
}

/** The bucket of the exports. Names are relative to the prefix of the service. */
export interface FaultyBucket {
  remove(): Promise<void>;
  restore(): Promise<void>;
  /** Everything under a folder, with what is not finished there. */
  names(folder: string): Promise<string[]>;
  write(name: string, content: string): Promise<void>;
  delete(name: string): Promise<void>;
}

export const BUCKET = 'logs-export';
/** The default of every store's setting. */
export const PREFIX = 'logs-export';

/** Room for the parts and the file of a few exports. */
export const DISK_MB = 512;

export const isPart = (name: string | null) => name?.includes('/parts/') === true;
/** A file of logs, which is neither a part nor a manifest. */
export const isFile = (name: string | null) => name !== null && !isPart(name) && !name.endsWith('.manifest.json');
