import { titleOf } from '../format/export-names';
import { formatBytes, formatCount, formatPercent } from '../format/numbers';
import { formatDuration } from '../format/times';
import { useRate } from '../hooks/use-rate';
import { useTimes } from '../hooks/use-times';
import { texts } from '../texts';
import type { Export } from '../types';

const words = texts.progress;

/** How far a running export is: what its search came to, then bar, records, bytes, rate and time left. */
export function Progress({ exported }: { exported: Export }) {
  const rate = useRate(exported);
  const times = useTimes();
  const { exported: done, total, bytes, searched } = exported.progress;
  if (searched) {
    return (
      <div class="progress">
        <progress aria-label={words.label(titleOf(exported))} />
        <p class="progress-words">
          {words.searched(times.brief(new Date(searched.until)), formatCount(searched.found))}
        </p>
      </div>
    );
  }
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
