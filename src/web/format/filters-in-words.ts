import { rangeFilters, textFilters } from '../filter-names';
import { texts } from '../texts';
import type { Filters } from '../types';
import { countOf, formatCount } from './numbers';
import { textOf } from './text-of';

const words = texts.filters;

type Fact = readonly [name: string, value: string];

/** The filters on what a log is, as name and value. */
function logFacts(filters: Filters): Fact[] {
  const facts: Fact[] = [];
  for (const { name, label } of textFilters) {
    if (filters[name] !== undefined) facts.push([label, textOf(filters[name])]);
  }
  for (const { min, max, label, unit } of rangeFilters) {
    const bounds = inWords(filters[min] ?? null, filters[max] ?? null);
    if (bounds !== null) facts.push([label, unit ? `${bounds} ${unit}` : bounds]);
  }
  const metadata = Object.entries(filters.metadata ?? {});
  if (metadata.length > 0) {
    facts.push([words.metadata, metadata.map(([key, value]) => `${key} = ${textOf(value)}`).join(', ')]);
  }
  return facts;
}

/** The filters that are set, but for the time range. */
export function filterFacts(filters: Filters): Fact[] {
  const { page_size, current_page, offset } = filters;
  return [
    ...logFacts(filters),
    ...(typeof page_size === 'number' ? [[words.limit, words.limitIs(countOf(page_size, 'log'))] as const] : []),
    ...(offset ? [[words.offset, countOf(offset, 'log')] as const] : []),
    ...(current_page ? [[words.page, formatCount(current_page)] as const] : []),
  ];
}

function inWords(low: number | null, high: number | null): string | null {
  if (low !== null && high !== null) return words.between(String(low), String(high));
  if (low !== null) return words.atLeast(String(low));
  return high === null ? null : words.atMost(String(high));
}

/** The filters that tell exports apart, in short: `gpt-4o · status 200`. */
export function filtersInShort(filters: Filters): string {
  return logFacts(filters)
    .map(([name, value]) => {
      if (name === words.names.status_code) return words.statusIs(value);
      return name === words.names.ai_model || name === words.metadata ? value : `${name.toLowerCase()} ${value}`;
    })
    .join(' · ');
}
