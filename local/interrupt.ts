/** Somebody asked us to stop: no fault, so no message beyond that. */
export class Interrupted extends Error {}

/**
 * Turns Ctrl-C and the like into an AbortSignal. More of them change nothing: stopping is under way then, and npm
 * passes on a second copy of the terminal's Ctrl-C anyway.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => controller.abort(new Interrupted(name)));
  }
  return controller.signal;
}

/** Rejects with the signal's reason when it aborts. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = () => reject(signal.reason as Error);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
