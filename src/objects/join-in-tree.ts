import type { Named, Receipt } from './port';

interface Joining {
  /** Maximum number of objects that one `join` takes. */
  atOnce: number;
  join: (sources: readonly Named[], name: string) => Promise<Receipt>;
  signal: AbortSignal;
}

/** Joins any number of objects, in a tree if there are too many for one call. Its inner nodes lie under `scratch`. */
export async function joinInTree(
  parts: readonly Named[],
  { name, scratch }: { name: string; scratch: string },
  { atOnce, join, signal }: Joining,
): Promise<Receipt> {
  let sources = parts;
  for (let level = 0; sources.length > atOnce; level += 1) {
    const joined: Named[] = [];
    for (const [index, group] of groupsOf(sources, atOnce).entries()) {
      signal.throwIfAborted();
      const node = `${scratch}joined-${level}-${String(index).padStart(6, '0')}`;
      joined.push({ name: node, ...(await join(group, node)) });
    }
    sources = joined;
  }
  signal.throwIfAborted();
  return join(sources, name);
}

export function groupsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
