import { setTimeout } from 'node:timers/promises';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { toFailure } from './faults';

/** How often a running activity reports that it is alive; the worker passes on one a second at most. */
const HEARTBEAT_MS = 2_000;

/** How long an activity that a stopping worker told to end, after the grace time, may take to do so. */
const CLEAN_UP_MS = 5_000;

/**
 * Wraps an activity with what all of them need: a heartbeat on a timer, so that a dead worker is noticed and a
 * cancellation arrives; an end at cancellation; and errors that say nothing of what the logs hold. With `never: 'giveUp'`
 * even a fault that another try would only meet again is retried: someone may mend it meanwhile.
 */
export function guarded<I, O>(
  activity: (input: I, signal: AbortSignal) => Promise<O>,
  { never }: { never?: 'giveUp' } = {},
): (input: I) => Promise<O> {
  return async (input) => {
    const context = Context.current();
    const heartbeat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
    try {
      return await Promise.race([activity(input, context.cancellationSignal), handedOver(context)]);
    } catch (error) {
      if (context.cancellationSignal.aborted) await context.cancelled;
      const failure = toFailure(error);
      if (never === 'giveUp' && failure instanceof ApplicationFailure && failure.nonRetryable) {
        throw ApplicationFailure.retryable(failure.message, failure.type);
      }
      throw failure;
    } finally {
      clearInterval(heartbeat);
    }
  };
}

/**
 * Rejects where the worker has to go and the activity hangs: another worker does it again, and an upload that lands
 * after all is the one that it finds. A cancelled export waits, since what it wrote is deleted next.
 */
async function handedOver(context: Context): Promise<never> {
  return context.cancelled.catch(async (reason: unknown) => {
    if (!context.cancellationDetails?.workerShutdown) return new Promise<never>(() => {});
    await setTimeout(CLEAN_UP_MS, undefined, { ref: false });
    throw reason;
  });
}
