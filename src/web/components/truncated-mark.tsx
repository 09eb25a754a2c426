import { formatCount, matchingInWords } from '../format/numbers';
import { texts } from '../texts';
import type { Export } from '../types';

/** Warns that more logs match than the export holds. */
export function TruncatedMark({ exported }: { exported: Export }) {
  return (
    <p class="truncated-mark">
      {texts.list.truncated(formatCount(exported.progress.total), matchingInWords(exported))}
    </p>
  );
}
