import type { Named, Receipt } from '../port';

/** GCS's limit of sources for one compose call. */
export const MAX_COMPOSE_SOURCES = 32;

interface Composing {
  compose: (sources: readonly Named[], name: string) => Promise<Receipt>;
  signal: AbortSignal;
}

/** Joins any number of objects, in a tree if there are too many for one call. Its inner nodes lie under `scratch`. */
export async function joinInTree(
  parts: readonly Named[],
  { name, scratch }: { name: string; scratch: string },
  { compose, signal }: Composing,
): Promise<Receipt> {
  let sources = parts;
  for (let level = 0; sources.length > MAX_COMPOSE_SOURCES; level += 1) {
    const joined: Named[] = [];
    for (const [index, group] of groupsOf(sources, MAX_COMPOSE_SOURCES).entries()) {
      signal.throwIfAborted();
      const node = `${scratch}joined-${level}-${String(index).padStart(6, '0')}`;
      joined.push({ name: node, ...(await compose(group, node)) });
    }
    sources = joined;
  }
  signal.throwIfAborted();
  return compose(sources, name);
}

function groupsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
