import { countOf, formatBytes, formatCount } from '../format/numbers';
import type { Preview } from '../types';
import { SampleLines } from './sample-lines';

interface Props {
  preview: Preview | undefined;
  limit: number;
  isCompressed: boolean;
  /** A newer preview is on its way. */
  isBehind: boolean;
  /** Why there is none. */
  problem: string | null;
}

/** What the export would hold, live. */
export function PreviewPanel({ preview, limit, isCompressed, isBehind, problem }: Props) {
  const isEmpty = preview?.total === 0;
  return (
    <section class="preview" aria-labelledby="preview-title" aria-busy={isBehind}>
      <div class="preview-head">
        <h3 id="preview-title">Preview</h3>
        <span class="muted" role="status">
          {isBehind && !problem ? 'Counting …' : ''}
        </span>
      </div>
      {problem && !isBehind && <p class="preview-problem">{problem}</p>}
      {!preview && !problem && <div class="loading-row" />}
      {preview && !(problem && !isBehind) && (
        <div>
          <dl class="preview-numbers">
            <div>
              <dt>Logs that match</dt>
              <dd>{formatCount(preview.total_records)}</dd>
            </div>
            <div>
              <dt>In this export</dt>
              <dd>{formatCount(preview.total)}</dd>
            </div>
            <div>
              <dt>{isCompressed ? 'Size before compression, about' : 'Size, about'}</dt>
              <dd>{formatBytes(preview.estimated_bytes)}</dd>
            </div>
          </dl>
          {preview.capped && !isEmpty && (
            <p class="preview-note">
              Not all logs that match are in this export: it holds {formatCount(preview.total)} of them, oldest first.
              Use the offset for another part.
            </p>
          )}
          {isEmpty && <p class="preview-note">{whyEmpty(preview)}</p>}
          {preview.sample.length > 0 && <SampleLines lines={preview.sample} />}
        </div>
      )}
      <p class="hint">Up to {formatCount(limit)} logs per export.</p>
    </section>
  );
}

const whyEmpty = ({ total_records }: Preview) =>
  total_records === 0
    ? 'No log matches, so the file would be empty. Try a wider range or fewer filters.'
    : `The offset passes over all ${countOf(total_records, 'log')} that match, so the file would be empty.`;
