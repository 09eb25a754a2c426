import type { Db } from 'mongodb';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts requests by key in the database, so that all API processes share one limit. */
export function createRateStore(db: Db, { perMinute }: { perMinute: number }) {
  // A request does not wait for a disk to count it: what a crash forgets is a few requests of a minute.
  const storeClient = db.client.db(db.databaseName, { writeConcern: { w: 1 } });
  const limiter = new RateLimiterMongo({
    storeClient,
    tableName: 'request_rates',
    keyPrefix: 'key',
    points: perMinute,
    duration: 60,
    disableIndexesCreation: true,
    // A key over its limit is refused from memory until its minute is over, without asking the database again.
    inMemoryBlockOnConsumed: perMinute + 1,
  });
  const refusedBy = ({ msBeforeNext, consumedPoints }: RateLimiterRes) => ({
    retryAfter: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
    isFirst: consumedPoints > 0,
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
        if (refusal instanceof RateLimiterRes) return refusedBy(refusal);
        if (!(refusal instanceof TypeError)) throw refusal;
        // A server may answer an upsert that lost against another with nothing, which the library stumbles over.
        const counted = await limiter.get(keyId);
        return counted && counted.consumedPoints > perMinute ? refusedBy(counted) : null;
      }
    },
    ensureIndexes: () => limiter.createIndexes(),
  };
}
export type RateStore = ReturnType<typeof createRateStore>;
