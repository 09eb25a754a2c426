import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './bare/lock.cjs';
import { readStackFile } from './stack-file';

const PATIENCE_MS = 8_000;

/**
 * Where an earlier `npm start` was killed outright, its watchdog is still stopping the engines for a few seconds, and
 * they hold their data folders until then.
 */
export async function waitForLeftovers(): Promise<void> {
  const pids = Object.values(readStackFile()?.pids ?? {}).filter((pid) => pid !== null);
  const deadline = Date.now() + PATIENCE_MS;
  while (pids.some(isAlive) && Date.now() < deadline) await sleep(100);
}
