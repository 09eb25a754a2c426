import { titleOf } from '../format/export-names';
import { formatBytes, formatCount, formatPercent } from '../format/numbers';
import { formatDuration } from '../format/times';
import { useRate } from '../hooks/use-rate';
import { texts } from '../texts';
import type { Export } from '../types';

const words = texts.progress;

/** How far a running export is: bar, records, bytes, rate and time left. */
export function Progress({ exported }: { exported: Export }) {
  const rate = useRate(exported);
  const { exported: done, total, bytes } = exported.progress;
  const share = total > 0 ? Math.min(done / total, 1) : 0;
  return (
    <div class="progress">
      <progress max={1} value={share} aria-label={words.label(titleOf(exported))}>
        {formatPercent(share)}
      </progress>
      <p class="progress-words">
        <strong>{formatPercent(share)}</strong>
        <span>{words.logs(formatCount(done), formatCount(total))}</span>
        <span>{formatBytes(bytes)}</span>
        {rate && <span>{words.rate(formatCount(rate.logsPerSecond))}</span>}
        {rate && done < total && <span>{words.left(formatDuration(rate.timeLeft))}</span>}
        {done >= total && total > 0 && <span>{words.finalising}</span>}
      </p>
    </div>
  );
}
