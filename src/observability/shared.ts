/**
 * The work, done once for all who ask while it is under way and until `keptMs` later: anyone may ask without a key, as
 * often as they like, and each time would cost an engine something.
 */
export function shared<T>(work: () => Promise<T>, keptMs: number): () => Promise<T> {
  let latest: Promise<T> | null = null;
  const forget = () => {
    latest = null;
  };
  return () => (latest ??= work().finally(() => setTimeout(forget, keptMs).unref()));
}
