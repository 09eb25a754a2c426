import { crc32cBase64 } from '../encode/crc';
import type { Held } from './held';

/** The target of a download: a file, through `<file>.part`, or standard output. Both know what they already hold. */
export interface Target {
  /** What has arrived in this or an earlier run of the command. */
  readonly held: Readonly<Held>;
  /** Throws a {@link CliError} if the target can't be written. */
  write(chunk: Uint8Array): Promise<void>;
  /** Drops what has arrived; false if that is impossible. */
  restart(): Promise<boolean>;
  /** Checks that the disk holds all that arrived, gives the file its final name and returns that. */
  finish(): Promise<string>;
  close(): Promise<void>;
}

export const checksumOf = ({ held }: Target) => crc32cBase64(held.crc);
