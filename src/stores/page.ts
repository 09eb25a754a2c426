import type { Collection, Document, Filter, FindOptions, Sort, WithId } from 'mongodb';

/** The newest first, and one order for records of the same time. */
const newestFirst = { created_at: -1, _id: -1 } as const;

export interface PageQuery {
  page_size: number;
  current_page: number;
}

/** A page of the records that match, and how many match in all. */
export async function pageOf<T extends Document>(
  collection: Collection<T>,
  filter: Filter<T>,
  { page_size, current_page }: PageQuery,
  { sort = newestFirst, ...options }: FindOptions & { sort?: Sort } = {},
): Promise<{ total: number; records: WithId<T>[] }> {
  const found = collection.find(filter, options).sort(sort);
  const [total, records] = await Promise.all([
    collection.countDocuments(filter),
    found
      .skip(page_size * current_page)
      .limit(page_size)
      .toArray(),
  ]);
  return { total, records };
}
