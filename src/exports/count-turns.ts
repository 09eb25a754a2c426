import pLimit, { type Limit } from 'p-limit';
import { ServiceError } from '../model/errors';

const AT_ONCE = 8;
const WAITING = 200;
const RETRY_SECONDS = 5;

/** Queues a count of the organisation's logs. Refuses with 429 if too many are waiting. */
export type CountTurns = <T>(organisationId: string, count: () => Promise<T>) => Promise<T>;

/**
 * Limits the concurrent counts of each organisation in this process: in a large store each one holds a shared connection
 * for as long as a query may take.
 */
export function createCountTurns(): CountTurns {
  const limits = new Map<string, Limit>();
  return async (organisationId, count) => {
    const limit = limits.get(organisationId) ?? pLimit(AT_ONCE);
    limits.set(organisationId, limit);
    if (limit.activeCount + limit.pendingCount < AT_ONCE + WAITING) return limit(count);
    const message = `Your organisation has too many requests that count logs. Send this one again in ${RETRY_SECONDS} s.`;
    throw new ServiceError('too_many_counts', message, { retryAfter: RETRY_SECONDS });
  };
}
