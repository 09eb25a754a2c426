import type { LogKey } from './batches';
import { parseTime } from './time';

/** Items as they arrive, many at once: a promise for each would cost more than what is done with it. */
export type Pages<T> = AsyncIterable<readonly T[]>;

export const timeOf = ({ createdAt }: LogKey): number =>
  (typeof createdAt === 'string' ? parseTime(createdAt) : createdAt.getTime()) || 0;

/** Across lanes, which have no common order in the store: by time, then by id, strings before ObjectIds as in BSON. */
function comesBefore(a: LogKey, b: LogKey): boolean {
  const [timeA, timeB] = [timeOf(a), timeOf(b)];
  if (timeA !== timeB) return timeA < timeB;
  if (typeof a.id !== typeof b.id) return typeof a.id === 'string';
  return String(a.id) < String(b.id);
}

/** Where the merge stands in one lane: at the item `at` of a page. */
interface Reader<T> {
  pages: AsyncIterator<readonly T[]>;
  page: readonly T[];
  keys: LogKey[];
  at: number;
}

/** Merges the lanes, each already in order, into one sequence. The rest of a lane that is alone passes as it comes. */
export async function* mergeLanes<T>(
  sources: readonly Pages<T>[],
  keyOf: (item: T) => LogKey,
): AsyncGenerator<readonly T[]> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  /** Turns to the next page that holds anything; false where there is none. */
  const turn = async (reader: Reader<T>): Promise<boolean> => {
    do {
      const next = await reader.pages.next();
      if (next.done) return false;
      reader.page = next.value;
    } while (reader.page.length === 0);
    reader.keys = reader.page.map(keyOf);
    reader.at = 0;
    return true;
  };
  try {
    const all = iterators.map((pages): Reader<T> => ({ pages, page: [], keys: [], at: 0 }));
    const filled = await Promise.all(all.map(turn));
    let readers = all.filter((_, index) => filled[index]);
    while (readers.length > 1) {
      const merged: T[] = [];
      const usedUp = mergeUntilUsedUp(readers, merged);
      yield merged;
      if (!(await turn(usedUp))) readers = readers.filter((reader) => reader !== usedUp);
    }
    const [last] = readers;
    if (!last) return;
    yield last.page.slice(last.at);
    for (let next = await last.pages.next(); !next.done; next = await last.pages.next()) yield next.value;
  } finally {
    await Promise.all(iterators.map(async (iterator) => iterator.return?.()));
  }
}

/** Appends the items in order until a page has no more: answers whose. */
function mergeUntilUsedUp<T>(readers: readonly Reader<T>[], merged: T[]): Reader<T> {
  for (;;) {
    const first = readers.reduce((best, one) => (comesBefore(one.keys[one.at]!, best.keys[best.at]!) ? one : best));
    merged.push(first.page[first.at]!);
    first.at += 1;
    if (first.at === first.page.length) return first;
  }
}
