import { type Lane, type LogKey, timeOf } from './log-key';

/** Items in pages, as they arrive: a promise for each item would cost more than its processing. */
export type Pages<T> = AsyncIterable<readonly T[]>;

/** Consecutive items of one lane in the merged order. */
export interface Run<T> {
  lane: Lane;
  items: readonly T[];
}

export const itemsOf = <T>(runs: readonly Run<T>[]): T[] => runs.flatMap(({ items }) => items);

/** The order across lanes: by time, then by id, strings before ObjectIds as in BSON. */
function comesBefore(a: LogKey, b: LogKey): boolean {
  const [timeA, timeB] = [timeOf(a), timeOf(b)];
  if (timeA !== timeB) return timeA < timeB;
  if (typeof a.id !== typeof b.id) return typeof a.id === 'string';
  return Buffer.compare(Buffer.from(String(a.id)), Buffer.from(String(b.id))) < 0;
}

/** The merge's position in one lane: item `at` of a page, whose key is decoded on first use. */
interface Reader<T> {
  lane: Lane;
  pages: AsyncIterator<readonly T[]>;
  page: readonly T[];
  at: number;
  key: LogKey | null;
}

/** Moves to the next page with items; false if there is none. */
async function turn<T>(reader: Reader<T>): Promise<boolean> {
  do {
    const next = await reader.pages.next();
    if (next.done) return false;
    reader.page = next.value;
  } while (reader.page.length === 0);
  reader.at = 0;
  return true;
}

/**
 * Merges sorted lanes into one sequence of runs. Pages of a single remaining lane pass through, and their keys are not
 * decoded.
 */
export async function* mergeLanes<T>(
  sources: readonly { lane: Lane; pages: Pages<T> }[],
  keyOf: (item: T) => LogKey,
): AsyncGenerator<readonly Run<T>[]> {
  const all = sources.map(({ lane, pages }): Reader<T> => ({
    lane,
    pages: pages[Symbol.asyncIterator](),
    page: [],
    at: 0,
    key: null,
  }));
  try {
    const filled = await Promise.all(all.map(turn));
    let readers = all.filter((_, index) => filled[index]);
    while (readers.length > 1) {
      const { runs, usedUp } = mergeUntilUsedUp(readers, keyOf);
      yield runs;
      if (!(await turn(usedUp))) readers = readers.filter((reader) => reader !== usedUp);
    }
    const [last] = readers;
    if (!last) return;
    const { lane, pages } = last;
    yield [{ lane, items: last.page.slice(last.at) }];
    for (let next = await pages.next(); !next.done; next = await pages.next()) yield [{ lane, items: next.value }];
  } finally {
    await Promise.all(all.map(async ({ pages }) => pages.return?.()));
  }
}

/** Merges until one of the pages is used up, and returns its lane. */
function mergeUntilUsedUp<T>(readers: readonly Reader<T>[], keyOf: (item: T) => LogKey) {
  const runs: { lane: Lane; items: T[] }[] = [];
  const head = (reader: Reader<T>) => (reader.key ??= keyOf(reader.page[reader.at]!));
  for (;;) {
    const first = readers.reduce((best, one) => (comesBefore(head(one), head(best)) ? one : best));
    const item = first.page[first.at]!;
    const run = runs.at(-1);
    if (run?.lane === first.lane) run.items.push(item);
    else runs.push({ lane: first.lane, items: [item] });
    first.key = null;
    first.at += 1;
    if (first.at === first.page.length) return { runs, usedUp: first };
  }
}

/** A server that walks an index has answered its first page by then. */
const SOON_MS = 20;

/**
 * The pages of all sources, one source after the other. Where the first page of the first is not there soon, its server
 * searches before it answers: then all others are asked meanwhile, too. The signals of sources that turn out not to be
 * needed are aborted.
 */
export async function* oneAfterAnother<T>(
  sources: readonly ((signal: AbortSignal) => AsyncGenerator<readonly T[]>)[],
): AsyncGenerator<readonly T[], undefined> {
  const enough = new AbortController();
  const begin = (source: (typeof sources)[number]) => {
    const pages = source(enough.signal);
    const first = pages.next();
    first.catch(() => undefined); // Handled at the await below.
    return { pages, first };
  };
  const begun = new Map<number, ReturnType<typeof begin>>();
  const ask = (index: number) => {
    const there = begun.get(index) ?? begin(sources[index]!);
    begun.set(index, there);
    return there;
  };
  const late = setTimeout(() => sources.forEach((_, index) => ask(index)), SOON_MS);
  try {
    for (const index of sources.keys()) {
      const { pages, first } = ask(index);
      let next = await first;
      clearTimeout(late);
      for (; !next.done; next = await pages.next()) yield next.value;
    }
  } finally {
    clearTimeout(late);
    enough.abort();
    await Promise.allSettled([...begun.values()].map(({ pages }) => pages.return(undefined)));
  }
}
