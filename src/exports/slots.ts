/**
 * Limits the running exports of an organisation: each takes one of that many slots, and a unique index gives a slot to
 * one export only. So the limit holds across API processes without a lock.
 */
import { randomInt } from 'node:crypto';

/** Losing this many races in a row means the limit is reached. */
const MAX_TRIES = 50;

/**
 * Takes one of `limit` slots: first a random one, since most are usually free, then one that looks free. `take` returns
 * 'taken' if another start was faster. Returns 'full' if there is no free slot.
 */
export async function inFreeSlot<T>(
  limit: number,
  { taken, take }: { taken: () => Promise<number[]>; take: (slot: number) => Promise<T | 'taken'> },
): Promise<T | 'full'> {
  let slot = randomInt(limit);
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const result = await take(slot);
    if (result !== 'taken') return result;
    const held = new Set(await taken());
    const free = Array.from({ length: limit }, (_, index) => index).filter((index) => !held.has(index));
    if (held.size >= limit || free.length === 0) return 'full';
    slot = free[randomInt(free.length)]!;
  }
  return 'full';
}
