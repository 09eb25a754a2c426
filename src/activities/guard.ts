import { setTimeout } from 'node:timers/promises';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { toFailure } from './faults';

/** Interval of heartbeats; the worker forwards at most one per second. */
const HEARTBEAT_MS = 2_000;

/** Time for cleanup after the grace period. */
const CLEAN_UP_MS = 5_000;

/**
 * Wraps an activity with what all of them need: a heartbeat on a timer, which reveals a dead worker and delivers
 * cancellations; an end on cancellation; and errors without content of logs. With `never: 'giveUp'` even a fault that is
 * not retryable is retried, since someone may fix its cause.
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
 * Rejects if the worker must stop while the activity hangs. Another worker repeats it, and finds an upload that still
 * lands. A cancelled export waits instead, since its objects are deleted next.
 */
async function handedOver(context: Context): Promise<never> {
  return context.cancelled.catch(async (reason: unknown) => {
    if (!context.cancellationDetails?.workerShutdown) return new Promise<never>(() => {});
    await setTimeout(CLEAN_UP_MS, undefined, { ref: false });
    throw reason;
  });
}
