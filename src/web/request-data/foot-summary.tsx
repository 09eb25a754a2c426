import { countOf, formatBytes } from '../format/numbers';
import { texts } from '../texts';
import type { Preview } from '../types';

/** The preview in a line, where the screen is too narrow to have it beside the form. */
export function FootSummary({ preview }: { preview: Preview | undefined }) {
  if (!preview || preview.total === null || preview.estimated_bytes === null) return null;
  return (
    <p class="foot-summary muted" aria-hidden="true">
      {texts.preview.foot(countOf(preview.total, 'log'), formatBytes(preview.estimated_bytes))}
    </p>
  );
}
