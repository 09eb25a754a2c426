import { rangeInWords } from '../format/range-in-words';
import { filterFacts } from '../format/filters-in-words';
import { useTimes } from '../hooks/use-times';
import { texts } from '../texts';
import type { Export } from '../types';
import { Fact } from './fact';

/** The filters in words; those that were not given are left out. */
export function FilterFacts({ filters }: Pick<Export, 'filters'>) {
  const times = useTimes();
  return (
    <>
      <Fact name={texts.detail.timeRange}>{rangeInWords(filters, times)}</Fact>
      {filterFacts(filters).map(([name, value]) => (
        <Fact key={name} name={name}>
          {value}
        </Fact>
      ))}
    </>
  );
}
