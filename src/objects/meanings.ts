import { type FaultCode, StorageFault } from '../model/errors';
import type { StoreName } from '../model/store-names';

/** What an error means to an export, and the remedy in the store's own words. */
export type Meaning = [code: FaultCode, message: string, retryable?: 'retryable'];

/** Codes of Node for a missing answer. */
export const noAnswerCodes: readonly string[] = [
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'],
];

/** Names the faults of a store by what its errors mean. */
export function faultsOf(store: StoreName, meaningOf: (error: Error) => Meaning | null) {
  const fault = ([code, message, retryable]: Meaning, cause?: unknown) =>
    new StorageFault(code, message, { retryable: retryable !== undefined, cause }, store);

  /** The named fault behind an error of a call. Any other error is a bug and passes unchanged. */
  function toFault(error: unknown): unknown {
    if (!(error instanceof Error) || error instanceof StorageFault) return error;
    const meaning = meaningOf(error);
    return meaning ? fault(meaning, error) : error;
  }

  const rethrow = (error: unknown): never => {
    throw toFault(error);
  };
  return { fault, toFault, rethrow };
}
