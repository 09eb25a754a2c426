import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

let watchdog: ChildProcess | undefined;

/**
 * Children in process groups of their own outlive a parent that is killed outright. So a small process beside us holds
 * the other end of a pipe: when that closes, whatever the cause, it ends what is still registered.
 */
function tell(order: string) {
  if (!watchdog) {
    watchdog = spawn(process.execPath, [path.join(__dirname, 'watchdog-process.cjs')], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // It must not keep us alive, nor may its own death end us.
    watchdog.unref();
    watchdog.on('error', () => undefined);
    watchdog.stdin?.on('error', () => undefined);
    (watchdog.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  }
  watchdog.stdin?.write(`${order}\n`);
}

/** Ends this process when we are gone, even if we are killed. */
export const guardProcess = (pid: number) => tell(`guard ${pid}`);

/** The process has ended; its id may soon be another's. */
export const forgetProcess = (pid: number) => tell(`forget ${pid}`);

/** Removes this folder when we are gone, even if we are killed. */
export const removeAtEnd = (folder: string) => tell(`remove ${folder}`);
