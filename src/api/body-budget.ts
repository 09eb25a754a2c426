import { Semaphore, withTimeout } from 'async-mutex';
import { ServiceError } from '../model/errors';

const RETRY_SECONDS = 5;

/** What is reserved is counted in these: the work of a semaphore grows with its size. */
const UNIT_BYTES = 65_536;

/**
 * Reserves memory for a body of the organisation while `work` reads and uses it, once there is room. Refuses with 503
 * where there is none for long.
 */
export type HoldBody = <T>(organisationId: string, bytes: number, work: () => Promise<T>) => Promise<T>;

const overloaded = () =>
  new ServiceError(
    'overloaded',
    `The service is receiving too much data. Send this request again in ${RETRY_SECONDS} s.`,
    { retryAfter: RETRY_SECONDS },
  );

/**
 * Bounds what the bodies of all requests take of this process at once: each may be large, and arrive slowly. Of `total`
 * bytes one organisation gets half at most, so that it can't keep the others out. Until it is read, a body waits with
 * its sender.
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
