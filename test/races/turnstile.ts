/** A call to an engine that waits for its turn: of which API, and what it calls. */
export interface Waiting {
  api: number;
  label: string;
}

/** Says whose turn it is. */
export type Choose = (waiting: readonly Waiting[]) => Waiting | Promise<Waiting>;

/**
 * Lets requests under way pass one at a time, call by call: once all of them wait before a call to an engine, one is
 * chosen and goes on to its next call. So the order in which requests meet at the engines is ours to choose.
 */
export function createTurnstile() {
  const waiting = new Map<Waiting, () => void>();
  let isClosed = false;
  let open = 0;
  let changed = () => {};

  async function pass(api: number, label: string): Promise<void> {
    if (!isClosed) return;
    await new Promise<void>((resolve) => {
      waiting.set({ api, label }, resolve);
      changed();
    });
  }

  return {
    /** The same functions, each of whose calls waits for its turn. */
    guard: <T extends object>(api: number, name: string, functions: T): T =>
      new Proxy(functions, {
        get(target, property, receiver) {
          const member: unknown = Reflect.get(target, property, receiver);
          if (typeof member !== 'function') return member;
          return async (...args: unknown[]) => {
            await pass(api, `${name}.${String(property)}`);
            return (member as (...args: unknown[]) => unknown)(...args);
          };
        },
      }),

    /** Sends all requests at once and lets them pass in the order that is chosen. */
    async run<T>(choose: Choose, requests: readonly (() => Promise<T>)[]): Promise<T[]> {
      isClosed = true;
      open = requests.length;
      const ended = requests.map((request) =>
        request().finally(() => {
          open -= 1;
          changed();
        }),
      );
      while (open > 0) {
        if (waiting.size < open) {
          await new Promise<void>((resolve) => (changed = resolve));
          continue;
        }
        const next = await choose([...waiting.keys()]);
        const go = waiting.get(next)!;
        waiting.delete(next);
        go();
      }
      isClosed = false;
      return Promise.all(ended);
    },
  };
}
export type Turnstile = ReturnType<typeof createTurnstile>;
