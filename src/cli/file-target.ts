import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { CliError } from './exit-codes';
import { add, type Held, nothing } from './held';
import { takeLock } from './lock';
import type { Target } from './target';

/** Opens `<file>.part` and locks it against other downloads. */
export async function fileTarget(path: string): Promise<Target> {
  const part = `${path}.part`;
  const unlock = await onDisk(part, () => lock(part));
  const file = await onDisk(part, () => open(part, constants.O_RDWR | constants.O_CREAT)).catch(async (error) => {
    await unlock();
    throw error;
  });
  const held = await onDisk(part, () => readAll(file));
  const restart = async () => {
    await onDisk(part, () => file.truncate(0));
    Object.assign(held, nothing());
    return true;
  };
  return {
    held,
    restart,
    async write(chunk) {
      let rest = chunk;
      while (rest.length > 0) {
        const written = await onDisk(part, () => writeAt(file, rest, held.bytes));
        add(held, rest.subarray(0, written));
        rest = rest.subarray(written);
      }
    },
    async finish() {
      const found = await onDisk(part, async () => {
        await file.truncate(held.bytes);
        await file.sync();
        return readAll(file);
      });
      if (found.bytes !== held.bytes || found.crc !== held.crc) {
        await restart();
        throw new CliError(
          'failed',
          `${part} does not hold what arrived: something else writes to it, or its disk is damaged. Download it to another place.`,
        );
      }
      await onDisk(path, () => rename(part, path));
      return path;
    },
    async close() {
      await file.close();
      if (held.bytes === 0) await rm(part, { force: true });
      await unlock();
    },
  };
}

async function lock(part: string): Promise<() => Promise<void>> {
  const path = `${part}.lock`;
  const unlock = await takeLock(path);
  if (unlock) return unlock;
  throw new CliError(
    'failed',
    `Another download writes to ${part}. Wait until it ends. If none is running, delete ${path}.`,
  );
}

async function readAll(file: FileHandle): Promise<Held> {
  const held = nothing();
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) add(held, chunk as Buffer);
  return held;
}

/** Returns the number of bytes written, which may be fewer than given. Other content there is overwritten. */
async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  const { bytesWritten } = await file.write(bytes, 0, bytes.length, position);
  return bytesWritten;
}

/** A fault of the disk, which another connection would not mend. */
async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      'failed',
      `${path} can't be written (${(error as NodeJS.ErrnoException).code}). See to the room and the rights there, and try again: it goes on from there.`,
      { cause: error },
    );
  }
}
