import { crc32cBase64 } from '../encode/crc';
import type { Held } from './held';

/** Where a download goes: a file, by way of `<file>.part`, or standard output. Both know what they hold already. */
export interface Target {
  /** What has arrived, in this run of the command or an earlier one. */
  readonly held: Readonly<Held>;
  /** Throws a {@link CliError} where it can't be written, which no other connection would mend. */
  write(chunk: Uint8Array): Promise<void>;
  /** Drops what has arrived; false where it is out of reach. */
  restart(): Promise<boolean>;
  /** Makes it the file that was asked for, once the disk has been seen to hold all that arrived; answers its name. */
  finish(): Promise<string>;
  close(): Promise<void>;
}

export const checksumOf = ({ held }: Target) => crc32cBase64(held.crc);
