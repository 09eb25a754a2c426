import { type Lane, type LogKey, timeOf } from './log-key';

/** Items as they arrive, many at once: a promise for each would cost more than what is done with it. */
export type Pages<T> = AsyncIterable<readonly T[]>;

/** Items of one lane that follow each other in the order of all. */
export interface Run<T> {
  lane: Lane;
  items: readonly T[];
}

export const itemsOf = <T>(runs: readonly Run<T>[]): T[] => runs.flatMap(({ items }) => items);

/** Across lanes, which have no common order in the store: by time, then by id, strings before ObjectIds as in BSON. */
function comesBefore(a: LogKey, b: LogKey): boolean {
  const [timeA, timeB] = [timeOf(a), timeOf(b)];
  if (timeA !== timeB) return timeA < timeB;
  if (typeof a.id !== typeof b.id) return typeof a.id === 'string';
  return Buffer.compare(Buffer.from(String(a.id)), Buffer.from(String(b.id))) < 0;
}

/** Where the merge stands in one lane: at the item `at` of a page, whose key is worked out once it is looked at. */
interface Reader<T> {
  lane: Lane;
  pages: AsyncIterator<readonly T[]>;
  page: readonly T[];
  at: number;
  key: LogKey | null;
}

/** Turns to the next page that holds anything; false where there is none. */
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
 * Merges the lanes, each already in order, into one sequence of runs. The pages of a lane that is alone pass as they
 * come, and no key of theirs is looked at.
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

/** Merges until a page has no more, and says whose. */
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

/**
 * The pages of all sources, one source after the other. All are asked for their first page at once, and told by their
 * signal where the pages of those before them were enough.
 */
export async function* oneAfterAnother<T>(
  sources: readonly ((signal: AbortSignal) => AsyncGenerator<readonly T[]>)[],
): AsyncGenerator<readonly T[], undefined> {
  const enough = new AbortController();
  const begun = sources.map((source) => {
    const pages = source(enough.signal);
    const first = pages.next();
    first.catch(() => undefined); // met where it is awaited
    return { pages, first };
  });
  try {
    for (const { pages, first } of begun) {
      for (let next = await first; !next.done; next = await pages.next()) yield next.value;
    }
  } finally {
    enough.abort();
    await Promise.allSettled(begun.map(({ pages }) => pages.return(undefined)));
  }
}
