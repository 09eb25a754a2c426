/** Where a download goes: a file, by way of `<file>.part`, or standard output. Both know what they hold already. */
import { createReadStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { crc32c } from '@node-rs/crc32';
import { crc32cBase64 } from '../encode/crc32c';
import { CliError } from './exit-codes';

export interface Target {
  /** What has arrived, in this run of the command or an earlier one. */
  readonly held: { bytes: number; crc: number };
  write(chunk: Uint8Array): Promise<void>;
  /** Drops what has arrived; false where it is out of reach. */
  restart(): Promise<boolean>;
  /** Makes it the file that was asked for, and answers its name. */
  finish(): Promise<string>;
  close(): Promise<void>;
}

export const STDOUT = '-';

/** Refuses what would overwrite a file; asked before an export is made for it. */
export function checkTarget(path: string | undefined, { force }: { force: boolean }): void {
  if (path === undefined || path === STDOUT || force || !existsSync(path)) return;
  throw new CliError('failed', `${path} exists already. Name another file, or overwrite it with --force.`);
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

async function fileTarget(path: string): Promise<Target> {
  const part = `${path}.part`;
  const file = await open(part, 'a').catch((error: unknown) => {
    throw new CliError('failed', `${part} can't be written (${(error as NodeJS.ErrnoException).code}).`, {
      cause: error,
    });
  });
  const held = { bytes: 0, crc: 0 };
  for await (const chunk of createReadStream(part)) add(held, chunk as Buffer);
  return {
    held,
    async write(chunk) {
      await file.writeFile(chunk);
      add(held, chunk);
    },
    async restart() {
      await file.truncate(0);
      Object.assign(held, { bytes: 0, crc: 0 });
      return true;
    },
    async finish() {
      await file.sync();
      await rename(part, path);
      return path;
    },
    async close() {
      await file.close();
      if (held.bytes === 0) await rm(part, { force: true });
    },
  };
}

function stdoutTarget(): Target {
  const held = { bytes: 0, crc: 0 };
  let failure: NodeJS.ErrnoException | null = null;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => (failure = error));
  return {
    held,
    async write(chunk) {
      if (!process.stdout.write(chunk) && !failure) {
        await new Promise<void>((resolve) => {
          process.stdout.once('drain', resolve).once('error', () => resolve());
        });
      }
      if (failure) throw new CliError('failed', `Standard output was closed (${failure.code}).`, { cause: failure });
      add(held, chunk);
    },
    restart: () => Promise.resolve(false),
    finish: () => Promise.resolve('standard output'),
    close: () => Promise.resolve(),
  };
}

function add(held: { bytes: number; crc: number }, chunk: Uint8Array): void {
  held.bytes += chunk.length;
  held.crc = crc32c(chunk, held.crc);
}

export const checksumOf = ({ held }: Target) => crc32cBase64(held.crc);
