import type { RetryPolicy } from '@temporalio/workflow';

const FIRST_SECONDS = 1;
const LONGEST_SECONDS = 30;

/**
 * Backoff that ends after about `budgetSeconds` of waiting. The budget becomes a number of attempts, since Temporal's own
 * limit by time would also count the time that an activity waits in the queue.
 */
export function retryWithin(budgetSeconds: number): RetryPolicy {
  let attempts = 1;
  let waited = 0;
  for (let pause = FIRST_SECONDS; waited + pause <= budgetSeconds; pause = Math.min(pause * 2, LONGEST_SECONDS)) {
    waited += pause;
    attempts += 1;
  }
  return {
    initialInterval: FIRST_SECONDS * 1_000,
    backoffCoefficient: 2,
    maximumInterval: LONGEST_SECONDS * 1_000,
    maximumAttempts: attempts,
  };
}
