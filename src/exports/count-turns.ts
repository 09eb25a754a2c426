import pLimit, { type Limit } from 'p-limit';
import { ServiceError } from '../model/errors';

const AT_ONCE = 8;
const WAITING = 200;
const RETRY_SECONDS = 5;

/** Runs a count of the organisation's logs in its turn. Refuses with 429 where too many wait for theirs. */
export type CountTurns = <T>(organisationId: string, count: () => Promise<T>) => Promise<T>;

/**
 * Counts the logs of each organisation a few at a time in this process: in a large store each may hold a connection for
 * as long as a query may take, and the connections are everyone's.
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
