import type fc from 'fast-check';

/**
 * Lets requests under way pass one at a time, call by call: each call to an engine waits until all requests wait, and
 * fast-check's scheduler says whose is next. So it chooses how they interleave, prints it, and can do it again.
 */
export function createTurnstile() {
  let scheduler: fc.Scheduler | null = null;
  let open = 0;
  let waiting = 0;
  let changed = () => {};

  async function pass(label: string): Promise<void> {
    if (!scheduler) return;
    waiting += 1;
    changed();
    await scheduler.schedule(Promise.resolve(), label);
  }

  return {
    /** The same functions, each of whose calls waits for its turn. */
    guard: <T extends object>(name: string, functions: T): T =>
      new Proxy(functions, {
        get(target, property, receiver) {
          const member: unknown = Reflect.get(target, property, receiver);
          if (typeof member !== 'function') return member;
          return async (...args: unknown[]) => {
            await pass(`${name}.${String(property)}`);
            return (member as (...args: unknown[]) => unknown)(...args);
          };
        },
      }),

    /** Sends all requests at once and lets them pass in the scheduler's order. */
    async run<T>(order: fc.Scheduler, requests: readonly (() => Promise<T>)[]): Promise<T[]> {
      scheduler = order;
      open = requests.length;
      const ended = requests.map((request) =>
        request().finally(() => {
          open -= 1;
          changed();
        }),
      );
      while (open > 0) {
        if (waiting < open) {
          await new Promise<void>((resolve) => (changed = resolve));
          continue;
        }
        waiting -= 1;
        await order.waitOne();
      }
      scheduler = null;
      return Promise.all(ended);
    },
  };
}
export type Turnstile = ReturnType<typeof createTurnstile>;
