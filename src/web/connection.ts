/** Whether the API answers: told by every request, shown by the banner, and heeded by the polling. */
export interface Connection {
  /** Since when it has not answered, or null. */
  lostAt: number | null;
  /** How many requests in a row got no answer. */
  failures: number;
  /** What the API itself said of it, where it answered at all. */
  message: string | null;
}

const fine: Connection = { lostAt: null, failures: 0, message: null };

let current = fine;
const listeners = new Set<() => void>();

function become(next: Connection): void {
  if (next === current) return;
  current = next;
  for (const listener of listeners) listener();
}

export const connection = {
  get: (): Connection => current,
  back: (): void => become(fine),
  lost: (message: string | null = null): void =>
    become({ lostAt: current.lostAt ?? Date.now(), failures: current.failures + 1, message }),
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
