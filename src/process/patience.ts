import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

/** An engine that a process can't start without was not there in time: a sentence for who runs it. */
export class EngineMissingError extends Error {
  override readonly name = 'EngineMissingError';
}

interface Awaited {
  engine: string;
  /** The settings that name the engine. */
  settings: string;
  /** Whether waiting may help against this error of the step. */
  isDown: (error: unknown) => boolean;
}

const AGAIN_MS = 2_000;

/**
 * Does the steps of a start, each again while the engine that it needs is down or too slow to answer. Once `seconds` are
 * over for all of them together it throws an {@link EngineMissingError}; another fault of a step is thrown at once.
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
