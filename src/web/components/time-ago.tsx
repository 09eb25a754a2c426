import { formatRelative, formatUtc } from '../format/times';
import { useNow } from '../hooks/use-now';
import { useTimes } from '../hooks/use-times';

/** `3 minutes ago`, with the exact time, in the page's zone and in UTC, on hover. */
export function TimeAgo({ time }: { time: string }) {
  const now = useNow();
  const times = useTimes();
  const date = new Date(time);
  return (
    <time dateTime={time} title={`${times.exact(date)}\n${formatUtc(date)}`}>
      {formatRelative(date, now)}
    </time>
  );
}
