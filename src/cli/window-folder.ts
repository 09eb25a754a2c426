/** The folder that the files of a schedule's windows are downloaded to. Beside each is its manifest: only then it is there. */
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../contract/manifest';
import { readManifest } from './commands/manifest';
import { CliError } from './exit-codes';
import { printable } from './printable';

const MANIFEST = '.manifest.json';

/** Throws where another schedule's files are there: they may have the same names. */
export async function openWindowFolder(folder: string, scheduleId: string) {
  const names = await onDisk(async () => {
    await mkdir(folder, { recursive: true });
    return readdir(folder);
  });
  /** The files that are there, by their export. */
  const held = new Map<string, string>();
  for (const name of names.filter((one) => one.endsWith(MANIFEST))) {
    const path = join(folder, name.slice(0, -MANIFEST.length));
    const { export_id, schedule_id, file } = await readManifest(join(folder, name));
    if (schedule_id !== scheduleId) {
      throw new CliError(
        'failed',
        `${printable(folder)} holds files of other exports, such as ${printable(name)}. Name another folder.`,
      );
    }
    const found = await stat(path).catch(() => null);
    if (found?.size === file.bytes) held.set(export_id, path);
  }

  async function onDisk<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new CliError(
        'failed',
        `${printable(folder)} can't be used (${code}). See to the room and the rights there.`,
        {
          cause: error,
        },
      );
    }
  }

  return {
    has: (exportId: string) => held.has(exportId),

    /** Writes the manifest, whole or not at all, once its file is there. */
    async add(path: string, manifest: Manifest): Promise<void> {
      await onDisk(async () => {
        await writeFile(`${path}${MANIFEST}.part`, `${JSON.stringify(manifest, null, 2)}\n`);
        await rename(`${path}${MANIFEST}.part`, `${path}${MANIFEST}`);
      });
      held.set(manifest.export_id, path);
    },

    /** Removes a file, and its manifest before that; false where it is not there. */
    async remove(exportId: string): Promise<boolean> {
      const path = held.get(exportId);
      if (path === undefined) return false;
      await onDisk(async () => {
        await rm(`${path}${MANIFEST}`, { force: true });
        await rm(path, { force: true });
      });
      return held.delete(exportId);
    },
  };
}
