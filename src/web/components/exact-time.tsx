import { formatUtc } from '../format/times';
import { useTimes } from '../hooks/use-times';
import { TimeAgo } from './time-ago';

/** A time in full, with its zone, and with how long ago that is. */
export function ExactTime({ time }: { time: string }) {
  const times = useTimes();
  const date = new Date(time);
  return (
    <>
      <time dateTime={time}>{times.zone === 'utc' ? formatUtc(date) : `${times.exact(date)} (${times.zoneName})`}</time>{' '}
      <span class="muted">
        · <TimeAgo time={time} />
      </span>
    </>
  );
}
