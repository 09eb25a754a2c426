import { Semaphore, withTimeout } from 'async-mutex';
import { ServiceError } from '../model/errors';

const RETRY_SECONDS = 5;

/** The unit of reservations: a semaphore's work grows with its size. */
const UNIT_BYTES = 65_536;

/**
 * Waits for room, then reserves memory for a body of the organisation while `work` reads and uses it. Refuses with 503
 * if there is no room for long.
 */
export type HoldBody = <T>(organisationId: string, bytes: number, work: () => Promise<T>) => Promise<T>;

const overloaded = () =>
  new ServiceError(
    'overloaded',
    `The service is receiving too much data. Send this request again in ${RETRY_SECONDS} s.`,
    { retryAfter: RETRY_SECONDS },
  );

/**
 * Bounds the memory that all request bodies of this process take at once: each may be large and arrive slowly. One
 * organisation gets at most half of the `total` bytes, so that it can't block the others. A waiting body stays with its
 * sender, unread.
 */
export function createBodyBudget(total: number, { waitMs }: { waitMs: number }): HoldBody {
  const budgetOf = (bytes: number) => withTimeout(new Semaphore(unitsOf(bytes)), waitMs, overloaded());
  const ofAll = budgetOf(total);
  const ofOrganisation = new Map<string, ReturnType<typeof budgetOf>>();

  return async (organisationId, bytes, work) => {
    if (bytes === 0) return work();
    const own = ofOrganisation.get(organisationId) ?? budgetOf(total / 2);
    ofOrganisation.set(organisationId, own);
    return own.runExclusive(() => ofAll.runExclusive(work, unitsOf(bytes)), unitsOf(bytes));
  };
}

const unitsOf = (bytes: number) => Math.ceil(bytes / UNIT_BYTES);
