/**
 * How many exports of an organisation run at once: each takes one of as many slots, and a slot is given to one export
 * only. So the limit holds over all API processes without a lock, and whoever can start does.
 */
import { randomInt } from 'node:crypto';

/** Losing this many races in a row means the limit is reached. */
const MAX_TRIES = 50;

/**
 * Takes one of `limit` slots: any, since most are free most of the time, and after that one that nobody seems to hold.
 * `take` answers 'taken' where another start was faster. 'full' where there is no free slot.
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
