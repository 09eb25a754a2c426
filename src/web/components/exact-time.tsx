import { formatExact, formatUtc } from '../format/times';
import { TimeAgo } from './time-ago';

/** A time in full, with how long ago that is. */
export function ExactTime({ time }: { time: string }) {
  const date = new Date(time);
  return (
    <>
      <time dateTime={time} title={formatUtc(date)}>
        {formatExact(date)}
      </time>{' '}
      <span class="muted">
        (<TimeAgo time={time} />)
      </span>
    </>
  );
}
