import { sumOf } from '../../model/omissions';
import { countOf, formatBytes, formatCents, formatCount, matchingInWords } from '../format/numbers';
import { skipReasons } from '../format/skip-reasons';
import { texts } from '../texts';
import type { Preview } from '../types';
import { SampleRows } from './sample-rows';

interface Props {
  preview: Preview | undefined;
  columns: readonly string[];
  /** A newer preview is on its way. */
  isBehind: boolean;
  /** Why there is none. */
  problem: string | null;
  /** Of the latest full window of a schedule, in place of an export. */
  isOfWindow: boolean;
}

const words = texts.preview;

/** What the export would hold, live. */
export function PreviewPanel({ preview, columns, isBehind, problem, isOfWindow }: Props) {
  const isEmpty = preview?.total === 0;
  const skipped = sumOf(preview?.skipped ?? {});
  const unfit = sumOf(preview?.unfit ?? {});
  return (
    <section class="preview" aria-labelledby="preview-title" aria-busy={isBehind}>
      <div class="preview-head">
        <h3 id="preview-title">{words.title}</h3>
        <span class="muted" role="status">
          {isBehind && !problem ? words.counting : ''}
        </span>
      </div>
      {isOfWindow && !problem && <p class="hint">{texts.repeat.preview}</p>}
      {problem && <p class="preview-problem">{problem}</p>}
      {!preview && !problem && <div class="loading-row" />}
      {preview && !problem && (
        <div>
          <dl class="preview-numbers">
            <div>
              <dt>{words.matching}</dt>
              <dd>{matchingInWords(preview)}</dd>
            </div>
            <div>
              <dt>{words.inExport}</dt>
              <dd>{preview.total === null ? '–' : formatCount(preview.total)}</dd>
            </div>
            <div>
              <dt>{words.size}</dt>
              <dd>{preview.estimated_bytes === null ? '–' : formatBytes(preview.estimated_bytes)}</dd>
            </div>
            <div>
              <dt>{words.cost}</dt>
              <dd>{sumInWords(preview, 'cost')}</dd>
            </div>
            <div>
              <dt>{words.tokens}</dt>
              <dd>{sumInWords(preview, 'total_tokens')}</dd>
            </div>
          </dl>
          {preview.capped && preview.total !== null && !isEmpty && (
            <p class="preview-note">{isOfWindow ? texts.repeat.split : words.capped(formatCount(preview.total))}</p>
          )}
          {skipped > 0 && (
            <p class="preview-note">
              {words.skipped(formatCount(skipped), countOf(preview.looked_at, 'log'), skipReasons(preview.skipped))}
            </p>
          )}
          {unfit > 0 && (
            <p class="preview-note">
              {words.unfit(countOf(unfit, 'value'), countOf(preview.looked_at, 'log'), Object.keys(preview.unfit))}
            </p>
          )}
          {isEmpty && <p class="preview-note">{whyEmpty(preview)}</p>}
          {preview.sample.length > 0 && <SampleRows preview={preview} columns={columns} />}
        </div>
      )}
      {preview && <p class="hint">{words.limit(formatCount(preview.limit))}</p>}
    </section>
  );
}

/** Of all that matches: at least so much, where not all could be counted. */
function sumInWords({ sums, total_records_is_minimum }: Preview, name: keyof Preview['sums']): string {
  const sum = sums[name];
  if (sum === null) return '–';
  const written = name === 'cost' ? formatCents(sum) : formatCount(sum);
  return total_records_is_minimum ? words.atLeast(written) : written;
}

const whyEmpty = ({ total_records }: Preview) =>
  total_records === 0 ? words.noneMatch : words.allSkipped(countOf(total_records, 'log'));
