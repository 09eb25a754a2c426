import { formatCount } from '../format/numbers';
import type { Export } from '../types';

/** Warns that more logs match than the file holds. */
export function TruncatedMark({ exported }: { exported: Export }) {
  return (
    <span class="truncated-mark" title="More logs match than this export holds">
      of {formatCount(exported.total_records)} that match
    </span>
  );
}
