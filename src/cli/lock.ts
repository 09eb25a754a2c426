import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/**
 * Makes the file `path`, which says that this process is at work; answers what removes it again, or null where another
 * one is. What a process of this machine left when it was killed is taken over.
 */
export async function takeLock(path: string): Promise<(() => Promise<void>) | null> {
  const release = () => rm(path, { force: true });
  try {
    await writeFile(path, `${process.pid}@${hostname()}`, { flag: 'wx' });
    return release;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      // Without room, it may be there and say nothing.
      await release();
      throw error;
    }
  }
  if (!isLeftOver(await readFile(path, 'utf8'))) return null;
  await release();
  return takeLock(path);
}

/** Of another machine, or another container, nobody here knows. */
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
