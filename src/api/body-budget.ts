import { ServiceError } from '../model/errors';

const RETRY_SECONDS = 5;

/** Reserves memory for a body of the organisation while `work` reads and uses it. Refuses with 503 where too much is reserved. */
export type HoldBody = <T>(organisationId: string, bytes: number, work: () => Promise<T>) => Promise<T>;

/**
 * Bounds what the bodies of all requests take of this process at once: each may be large, and arrive slowly. Of `total`
 * bytes one organisation gets half at most, so that it can't keep the others out.
 */
export function createBodyBudget(total: number): HoldBody {
  const reserved = new Map<string, number>();
  const reservedOf = (organisationId: string) => reserved.get(organisationId) ?? 0;
  const reservedInAll = () => [...reserved.values()].reduce((sum, bytes) => sum + bytes, 0);

  return async (organisationId, bytes, work) => {
    const own = reservedOf(organisationId) + bytes;
    if (own > total / 2 || reservedInAll() + bytes > total) {
      const message = `Too much is being sent to this service at the moment. Send this request again in ${RETRY_SECONDS} s.`;
      throw new ServiceError('overloaded', message, { retryAfter: RETRY_SECONDS });
    }
    reserved.set(organisationId, own);
    try {
      return await work();
    } finally {
      const left = reservedOf(organisationId) - bytes;
      if (left > 0) reserved.set(organisationId, left);
      else reserved.delete(organisationId);
    }
  };
}
