import { useState } from 'preact/hooks';

let last = 0;

/** An id of the page's own: Preact's repeat themselves where parts of a tree are mounted at different times. */
export function useId(): string {
  const [id] = useState(() => `id-${++last}`);
  return id;
}
