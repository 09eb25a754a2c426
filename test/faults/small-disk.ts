import { mkdirSync, readFileSync, statfsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startProcess } from '../../local/engines/process';

export interface SmallDisk {
  /** Where any process of this user finds it. */
  path: string;
  /** Takes all its space; the function that it answers gives it back. */
  fill(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

/**
 * A file system of its own with little room: a tmpfs in a mount namespace that a sleeping process holds, which needs no
 * root where the kernel lets users make namespaces. Null where it does not.
 */
export async function makeSmallDisk(dir: string, megabytes: number): Promise<SmallDisk | null> {
  mkdirSync(dir, { recursive: true });
  const logFile = `${dir}.log`;
  const mount = `mount -t tmpfs -o size=${megabytes}m tmpfs "$1" && echo mounted && exec sleep infinity`;
  const holder = await startProcess({
    name: 'The small disk',
    command: 'unshare',
    args: ['--user', '--map-root-user', '--mount', 'sh', '-c', mount, 'sh', dir],
    logFile,
    probe: async () => {
      if (!readFileSync(logFile, 'utf8').includes('mounted')) throw new Error('not mounted yet');
      return Promise.resolve();
    },
    readyWithinSeconds: 5,
  }).catch(() => null);
  if (!holder) return null;
  const root = `/proc/${holder.pid}/root${dir}`;
  const ballast = path.join(root, 'ballast');
  return {
    path: root,
    async fill() {
      const { bavail, bsize } = statfsSync(root);
      // Others may take some of that space meanwhile: the disk is as full then.
      await writeFile(ballast, Buffer.alloc(bavail * bsize)).catch(isFull);
      return () => rm(ballast);
    },
    stop: () => holder.stop(),
  };
}

function isFull(error: NodeJS.ErrnoException) {
  if (error.code !== 'ENOSPC') throw error;
}
