import { connection } from '../connection';

const firstSeen = new WeakMap<object, number>();

/** For how long an answer has been the same: an unchanged one keeps its identity from poll to poll. */
function unchangedFor(data: object, now: number): number {
  const since = firstSeen.get(data);
  if (since === undefined) firstSeen.set(data, now);
  return now - (since ?? now);
}

/** How long to wait before asking again: often while something runs, ever more seldom where nothing changes or answers. */
export function pollDelay(data: object | undefined, isRunning: boolean, now = Date.now()): number {
  const { failures } = connection.get();
  if (failures > 0) return Math.min(1_000 * 2 ** failures, 20_000);
  if (!data || isRunning) return 1_500;
  const quiet = unchangedFor(data, now);
  if (quiet < 60_000) return 4_000;
  return quiet < 600_000 ? 10_000 : 30_000;
}
