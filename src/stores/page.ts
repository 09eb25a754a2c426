import type { Collection, Document, Filter, FindOptions, Sort, WithId } from 'mongodb';

/** The newest first, and one order for records of the same time. */
const newestFirst = { created_at: -1, _id: -1 } as const;

/** Long lists are counted so far, or to the page that is asked for: a client pages on as long as there is more. */
const MANY = 1_000;

export interface PageQuery {
  page_size: number;
  current_page: number;
}

export interface Counted {
  total: number;
  /** There are more than `total`. */
  isMinimum: boolean;
}

/** How many records match: all of them, or where there are more than MANY, as many as matter for this page. */
export async function countAsFarAs<T extends Document>(
  collection: Collection<T>,
  filter: Filter<T>,
  { page_size, current_page }: PageQuery,
): Promise<Counted> {
  const most = Math.max(MANY, page_size * (current_page + 1));
  const counted = await collection.countDocuments(filter, { limit: most + 1 });
  return { total: Math.min(counted, most), isMinimum: counted > most };
}

/** A page of the records that match, and how many match in all. */
export async function pageOf<T extends Document>(
  collection: Collection<T>,
  filter: Filter<T>,
  query: PageQuery,
  { sort = newestFirst, ...options }: FindOptions & { sort?: Sort } = {},
): Promise<Counted & { records: WithId<T>[] }> {
  const { page_size, current_page } = query;
  const found = collection.find(filter, options).sort(sort);
  const [counted, records] = await Promise.all([
    countAsFarAs(collection, filter, query),
    found
      .skip(page_size * current_page)
      .limit(page_size)
      .toArray(),
  ]);
  return { ...counted, records };
}
