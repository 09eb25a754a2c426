import { rangeInWords } from '../format/export-names';
import { formatCount } from '../format/numbers';
import { textOf } from '../format/text-of';
import { textFilters, rangeFilters } from '../filter-names';
import type { Export } from '../types';

/** The filters in words; those that were not given are left out. */
export function FilterFacts({ filters }: Pick<Export, 'filters'>) {
  const facts: [name: string, value: string][] = [['Time range', rangeInWords(filters)]];
  for (const { min, max, label, unit } of rangeFilters) {
    const [low, high] = [filters[min], filters[max]] as (number | undefined)[];
    const bounds = [low !== undefined && `from ${low}`, high !== undefined && `up to ${high}`].filter(Boolean);
    if (bounds.length > 0) facts.push([label, `${bounds.join(' ')}${unit ? ` ${unit}` : ''}`]);
  }
  for (const { name, label } of textFilters) {
    if (filters[name] !== undefined) facts.push([label, textOf(filters[name])]);
  }
  const metadata = Object.entries((filters.metadata ?? {}) as Record<string, unknown>);
  if (metadata.length > 0) {
    facts.push(['Metadata', metadata.map(([key, value]) => `${key} = ${textOf(value)}`).join(', ')]);
  }
  const { page_size, current_page, offset } = filters as Record<string, number | undefined>;
  if (page_size !== undefined) facts.push(['At most', `${formatCount(page_size)} logs`]);
  if (offset) facts.push(['Offset', `${formatCount(offset)} logs passed over`]);
  if (current_page) facts.push(['Page', `${formatCount(current_page)} (from 0)`]);
  return (
    <>
      {facts.map(([name, value]) => (
        <div class="fact" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </>
  );
}
