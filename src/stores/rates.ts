import type { Db } from 'mongodb';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts requests by key in the database, so that all API processes share one limit. */
export function createRateStore(db: Db, { perMinute }: { perMinute: number }) {
  const limiter = new RateLimiterMongo({
    storeClient: db,
    tableName: 'request_rates',
    keyPrefix: 'key',
    points: perMinute,
    duration: 60,
    disableIndexesCreation: true,
    // A key over its limit is refused from memory until its minute is over, without asking the database again.
    inMemoryBlockOnConsumed: perMinute + 1,
  });
  return {
    /**
     * Counts one request. Where the limit is reached, answers the seconds to wait, and whether this process refuses the
     * key for the first time in its minute; else null.
     */
    async consume(keyId: string): Promise<{ retryAfter: number; isFirst: boolean } | null> {
      try {
        await limiter.consume(keyId);
        return null;
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const retryAfter = Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
        return { retryAfter, isFirst: refusal.consumedPoints > 0 };
      }
    },
    ensureIndexes: () => limiter.createIndexes(),
  };
}
export type RateStore = ReturnType<typeof createRateStore>;
