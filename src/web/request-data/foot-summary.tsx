import { countOf, formatBytes } from '../format/numbers';
import type { Preview } from '../types';

/** The preview in a line, where the screen is too narrow to have it beside the form. */
export function FootSummary({ preview, isCompressed }: { preview: Preview | undefined; isCompressed: boolean }) {
  if (!preview) return null;
  return (
    <p class="foot-summary muted" aria-hidden="true">
      {countOf(preview.total, 'log')}, about {formatBytes(preview.estimated_bytes)}
      {isCompressed && ' before compression'}
    </p>
  );
}
