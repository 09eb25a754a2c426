import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

/** An engine that the process needs was not available in time; the message is for the operator. */
export class EngineMissingError extends Error {
  override readonly name = 'EngineMissingError';
}

interface Awaited {
  engine: string;
  /** The settings that name the engine. */
  settings: string;
  /** Whether this error of the step may pass. */
  isDown: (error: unknown) => boolean;
}

const AGAIN_MS = 2_000;

/**
 * Runs the steps of a start, and retries each while its engine is down or too slow. Throws an {@link EngineMissingError}
 * once all steps together have taken `seconds`; any other error of a step is thrown at once.
 */
export function createPatience(seconds: number, logger: Logger) {
  const deadline = Date.now() + seconds * 1_000;

  return async <T>({ engine, settings, isDown }: Awaited, step: () => Promise<T>): Promise<T> => {
    const over = new AbortController();
    const missing = sleep(Math.max(0, deadline - Date.now()), undefined, { signal: over.signal }).then(() => {
      throw new EngineMissingError(
        `${engine} did not answer within ${seconds} s (START_WITHIN_SECONDS). See that it is up, that it answers within ` +
          `seconds, and that ${settings} names it; then start this process again.`,
      );
    });
    const untilDone = async () => {
      for (;;) {
        try {
          return await step();
        } catch (error) {
          if (over.signal.aborted || !isDown(error)) throw error;
          logger.warn({ err: error }, `${engine} does not answer: the start waits for it, for ${seconds} s at most`);
        }
        await sleep(AGAIN_MS, undefined, { signal: over.signal });
      }
    };
    try {
      return await Promise.race([untilDone(), missing]);
    } finally {
      over.abort();
    }
  };
}
