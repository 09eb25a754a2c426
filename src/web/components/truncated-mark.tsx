import { formatCount } from '../format/numbers';
import type { Export } from '../types';

/** Warns that more logs match than the export holds. */
export function TruncatedMark({ exported }: { exported: Export }) {
  return (
    <p class="truncated-mark">
      Holds {formatCount(exported.progress.total)} of {formatCount(exported.total_records)} logs that match
    </p>
  );
}
