import { titleOf } from '../format/export-names';
import { formatBytes, formatCount, formatPercent } from '../format/numbers';
import { formatDuration } from '../format/times';
import { useRate } from '../hooks/use-rate';
import type { Export } from '../types';

/** How far a running export is: bar, records, bytes, rate and time left. */
export function Progress({ exported }: { exported: Export }) {
  const rate = useRate(exported);
  const { exported: done, total, bytes } = exported.progress;
  const share = total > 0 ? Math.min(done / total, 1) : 0;
  return (
    <div class="progress">
      <progress max={1} value={share} aria-label={`Progress of ${titleOf(exported)}`}>
        {formatPercent(share)}
      </progress>
      <p class="progress-words">
        <strong>{formatPercent(share)}</strong>
        <span>
          {formatCount(done)} of {formatCount(total)} logs
        </span>
        <span>{formatBytes(bytes)}</span>
        {rate && <span>{formatCount(rate.logsPerSecond)} logs/s</span>}
        {rate && done < total && <span>{formatDuration(rate.timeLeft)} left</span>}
        {done >= total && total > 0 && <span>putting the file together</span>}
      </p>
    </div>
  );
}
