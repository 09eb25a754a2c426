/** The flags of a paged list, and the hint that there are more pages. */
import { type Command, Option } from 'commander';
import { pageQuery } from '../contract/pages';
import { checked, numberOf } from './checked';
import { count, tell } from './output';

export interface PageOptions {
  pageSize: number;
  page: number;
}

const { page_size, current_page } = pageQuery;

const options = [
  new Option('--page-size <number>', 'how many a page holds')
    .argParser((value) => checked(page_size, numberOf(value)))
    .default(page_size.parse(undefined)),
  new Option('--page <number>', 'which page, from 0')
    .argParser((value) => checked(current_page, numberOf(value)))
    .default(current_page.parse(undefined)),
];

export const withPages = (command: Command): Command =>
  options.reduce((extended, option) => extended.addOption(option), command);

export const pageOf = ({ pageSize, page }: PageOptions) => ({ page_size: pageSize, current_page: page });

/** Tells which part of the list a page is, unless it is all of it. */
export function tellRest(
  { data, total, total_is_minimum }: { data: unknown[]; total: number; total_is_minimum: boolean },
  { pageSize, page }: PageOptions,
): void {
  if (data.length === total && !total_is_minimum) return;
  const hasNext = total_is_minimum || page * pageSize + data.length < total;
  const all = `${total_is_minimum ? 'more than ' : ''}${count(total)}`;
  tell(`${count(data.length)} of ${all}.${hasNext ? ` More: --page ${page + 1}.` : ''}`);
}

const MOST = 1_000;

/** All that a list holds, page after page. */
export async function* everyOne<T>(
  list: (page: ReturnType<typeof pageOf>) => Promise<{ data: T[]; total: number; total_is_minimum: boolean }>,
): AsyncGenerator<T> {
  for (let page = 0; ; page += 1) {
    const { data, total, total_is_minimum } = await list(pageOf({ pageSize: MOST, page }));
    yield* data;
    if (data.length === 0 || (!total_is_minimum && page * MOST + data.length >= total)) return;
  }
}
