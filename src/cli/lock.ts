import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/**
 * Creates the lock file `path` and returns the function that removes it; null if another process holds it. The lock of a
 * process of this machine that was killed is taken over.
 */
export async function takeLock(path: string): Promise<(() => Promise<void>) | null> {
  const release = () => rm(path, { force: true });
  try {
    await writeFile(path, `${process.pid}@${hostname()}`, { flag: 'wx' });
    return release;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      // On a full disk the file may exist and be empty.
      await release();
      throw error;
    }
  }
  if (!isLeftOver(await readFile(path, 'utf8'))) return null;
  await release();
  return takeLock(path);
}

/** Processes of other machines or containers can't be seen from here. */
function isLeftOver(holder: string): boolean {
  const [, pid, host] = /^(\d+)@(.+)$/.exec(holder) ?? [];
  return host === hostname() && (Number(pid) === process.pid || !isAlive(Number(pid)));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
