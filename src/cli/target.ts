/** Where a download goes: a file, by way of `<file>.part`, or standard output. Both know what they hold already. */
import { basename } from 'node:path';
import { crc32cBase64 } from '../encode/crc';
import { checkTarget } from './check-target';
import { fileTarget } from './file-target';
import type { Held } from './held';
import { STDOUT, stdoutTarget } from './stdout-target';

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

/** `name`: the file's own, which a file is called after unless a path was given. */
export async function openTarget(
  path: string | undefined,
  { name, force }: { name: string; force: boolean },
): Promise<Target> {
  if (path === STDOUT) return stdoutTarget();
  // Not even a forged answer may name a file elsewhere.
  const chosen = path ?? basename(name);
  checkTarget(chosen, { force });
  return fileTarget(chosen);
}

export const checksumOf = ({ held }: Target) => crc32cBase64(held.crc);
