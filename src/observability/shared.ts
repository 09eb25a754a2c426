/**
 * Shares one run of the work between all callers until `keptMs` after it ended. These callers need no key, so that each
 * call must not cost an engine something.
 */
export function shared<T>(work: () => Promise<T>, keptMs: number): () => Promise<T> {
  let latest: Promise<T> | null = null;
  const forget = () => {
    latest = null;
  };
  return () => (latest ??= work().finally(() => setTimeout(forget, keptMs).unref()));
}
