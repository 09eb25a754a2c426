import { labelOf } from '../../model/formats';
import { formatCount } from '../format/numbers';
import { texts } from '../texts';
import type { Export } from '../types';
import { Fact } from './fact';
import { FilterFacts } from './filter-facts';
import { ScheduleFacts } from './schedule-facts';

const words = texts.detail;

/** What was asked for. */
export function ContentsSection({ exported }: { exported: Export }) {
  return (
    <section class="card" aria-labelledby="contents-title">
      <h2 id="contents-title">{words.contents}</h2>
      <dl class="facts">
        <ScheduleFacts exported={exported} />
        <FilterFacts filters={exported.filters} />
        <Fact name={words.format}>{labelOf(exported)}</Fact>
        {exported.requested_data.length > 0 && (
          <Fact name={words.fields(formatCount(exported.requested_data.length))}>
            <ul class="field-names">
              {exported.requested_data.map((name) => (
                <li key={name}>
                  <code>{name}</code>
                </li>
              ))}
            </ul>
          </Fact>
        )}
      </dl>
    </section>
  );
}
