import { formatExact, formatRelative, formatUtc } from '../format/times';
import { useNow } from '../hooks/use-now';

/** `3 minutes ago`, with the exact time, here and in UTC, on hover. */
export function TimeAgo({ time }: { time: string }) {
  const now = useNow();
  const date = new Date(time);
  return (
    <time dateTime={time} title={`${formatExact(date)}\n${formatUtc(date)}`}>
      {formatRelative(date, now)}
    </time>
  );
}
