/** Whether the API answers: told by every request, shown by the banner, and heeded by the polling. */
export interface Connection {
  /** How many requests in a row got no answer. */
  failures: number;
  /** Where it does not answer now: when it last did; null: never yet. */
  lastGoodAt: number | null;
  /** What the API itself said of it, where it answered at all. */
  message: string | null;
}

const fine: Connection = { failures: 0, lastGoodAt: null, message: null };

let current = fine;
let lastGoodAt: number | null = null;
const listeners = new Set<() => void>();

function become(next: Connection): void {
  if (next === current) return;
  current = next;
  for (const listener of listeners) listener();
}

export const connection = {
  get: (): Connection => current,
  back(): void {
    lastGoodAt = Date.now();
    become(fine);
  },
  lost: (message: string | null = null): void => become({ failures: current.failures + 1, lastGoodAt, message }),
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
