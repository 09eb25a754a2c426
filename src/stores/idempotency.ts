/** Requests under an Idempotency-Key, and how the first of each was answered. */
import { randomUUID } from 'node:crypto';
import type { Collection, Db } from 'mongodb';
import { daysAgo } from '../model/time';
import { answered, isDuplicate } from './writes';

const KEPT_SECONDS = 86_400;
/** Longer than a request takes as a rule. One that takes over while the first still works makes the same things. */
const HELD_MS = 60_000;

interface KeptRequest {
  _id: string;
  /** Of the route and its input, to notice another request under the same key. */
  fingerprint: string;
  /** What the ids of all that the request makes are made of. */
  seed: string;
  /** Who carries it out, until when nobody else does. */
  holder: string;
  held_until: Date;
  /** As it was sent; null: not yet. */
  answer: string | null;
  created_at: Date;
}

/**
 * `carryOut`: it was not answered yet, and nobody else tries to; `isFirst`: nobody has tried before. `other`: the key
 * belongs to another request. `busy`: it is being carried out.
 */
type Admitted =
  | { kind: 'carryOut'; seed: string; holder: string; isFirst: boolean }
  | { kind: 'answered'; answer: string }
  | { kind: 'other' }
  | { kind: 'busy' };

export function createIdempotencyStore(db: Db) {
  const requests: Collection<KeptRequest> = db.collection('idempotent_requests');

  return {
    /** Says what is to be done with a request. `id` names caller and key. */
    async admit(id: string, fingerprint: string): Promise<Admitted> {
      const now = new Date();
      const [holder, held_until] = [randomUUID(), new Date(now.getTime() + HELD_MS)];
      const fresh = { _id: id, fingerprint, seed: randomUUID(), holder, held_until, answer: null, created_at: now };
      // The index that deletes old ones does so when it comes to it.
      await requests.deleteOne({ _id: id, created_at: { $lt: daysAgo(1) } });
      await answered(() => requests.insertOne(fresh)).catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      });
      const found = await requests.findOne({ _id: id });
      if (!found) return { kind: 'busy' };
      if (found.fingerprint !== fingerprint) return { kind: 'other' };
      if (found.answer !== null) return { kind: 'answered', answer: found.answer };
      const { seed } = found;
      if (found.holder === holder) return { kind: 'carryOut', seed, holder, isFirst: true };
      const left = { _id: id, answer: null, held_until: { $lt: now } };
      const { matchedCount } = await requests.updateOne(left, { $set: { holder, held_until } });
      return matchedCount === 1 ? { kind: 'carryOut', seed, holder, isFirst: false } : { kind: 'busy' };
    },

    /** Keeps the answer for those who ask again. */
    keep: async (id: string, answer: string): Promise<void> => {
      await requests.updateOne({ _id: id }, { $set: { answer } });
    },

    /** Lets the next one under the key try. */
    release: async (id: string): Promise<void> => {
      await requests.updateOne({ _id: id, answer: null }, { $set: { held_until: new Date(0) } });
    },

    /** Forgets a request that made nothing, so that its key may be used for another. */
    forget: async (id: string, holder: string): Promise<void> => {
      await requests.deleteOne({ _id: id, holder, answer: null });
    },

    ensureIndexes: async (): Promise<void> => {
      await requests.createIndex({ created_at: 1 }, { expireAfterSeconds: KEPT_SECONDS });
    },
  };
}
export type IdempotencyStore = ReturnType<typeof createIdempotencyStore>;
