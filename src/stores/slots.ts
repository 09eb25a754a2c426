/**
 * How many exports of an organisation run at once: each takes one of as many places, and a unique index gives a place
 * to one record only. So the limit holds over all API processes without a lock, and whoever can start does.
 */
import { randomInt } from 'node:crypto';
import { type Collection, type IndexDescription, MongoServerError } from 'mongodb';

interface Slotted {
  _id: string;
  organisation_id: string;
  slot: number | null;
}

/** Its condition, which a query repeats to be served by the index. */
const isHeld = { slot: { $gte: 0 } };

export const slotIndex: IndexDescription = {
  key: { organisation_id: 1, slot: 1 },
  unique: true,
  partialFilterExpression: isHeld,
};

/** The places that an organisation's exports hold. */
export async function takenSlots<T extends Slotted>(records: Collection<T>, organisation: string): Promise<number[]> {
  const slotted = records as unknown as Collection<Slotted>;
  const held = slotted.find({ organisation_id: organisation, ...isHeld }, { projection: { _id: 0, slot: 1 } });
  return (await held.toArray()).flatMap(({ slot }) => slot ?? []);
}

const DUPLICATE_KEY = 11_000;

/** A place that was free and is taken was taken by another start: so many of them in a row are a full house. */
const MAX_TRIES = 50;

/**
 * Takes one of `limit` places: any, since most are free most of the time, and after that one that nobody seems to hold.
 * 'full' where there is none. `take` throws MongoDB's duplicate key error where another was faster.
 */
export async function inFreeSlot<T>(
  limit: number,
  { taken, take }: { taken: () => Promise<number[]>; take: (slot: number) => Promise<T> },
): Promise<T | 'full'> {
  let slot = randomInt(limit);
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    try {
      return await take(slot);
    } catch (error) {
      if (!(error instanceof MongoServerError && error.code === DUPLICATE_KEY)) throw error;
    }
    const held = new Set(await taken());
    const free = Array.from({ length: limit }, (_, index) => index).filter((index) => !held.has(index));
    if (held.size >= limit || free.length === 0) return 'full';
    slot = free[randomInt(free.length)]!;
  }
  return 'full';
}
