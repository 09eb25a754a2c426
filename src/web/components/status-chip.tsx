import { shownStatus } from '../format/export-names';
import { texts } from '../texts';
import type { Export } from '../types';

/** The status in words and in colour. */
export function StatusChip({ exported }: { exported: Export }) {
  const status = shownStatus(exported);
  return (
    <span class={`chip chip-${status}`}>
      <span class="chip-dot" aria-hidden="true" />
      {texts.statuses[status]}
    </span>
  );
}
