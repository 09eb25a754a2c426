import { statusNames } from '../format/export-names';
import type { Status } from '../types';

/** The status in words and in colour. */
export function StatusChip({ status }: { status: Status }) {
  return (
    <span class={`chip chip-${status}`}>
      <span class="chip-dot" aria-hidden="true" />
      {statusNames[status]}
    </span>
  );
}
