import { useEffect, useRef } from 'preact/hooks';
import { formatExact } from '../format/times';
import { useConnection } from '../hooks/use-connection';
import { Icon } from './icon';
import { useNotify } from './notices';

/** Says that the service does not answer, since when, and that the page goes on by itself. */
export function ConnectionBanner() {
  const { lostAt, message } = useConnection();
  const notify = useNotify();
  const wasLost = useRef(false);
  useEffect(() => {
    if (lostAt === null && wasLost.current) notify('The service answers again.');
    wasLost.current = lostAt !== null;
  }, [lostAt, notify]);
  return (
    <div role="alert">
      {lostAt !== null && (
        <p class="connection-banner">
          <Icon name="warning" />
          <span>
            <strong>{message ?? 'The service can’t be reached.'}</strong> What you see is as of{' '}
            {formatExact(new Date(lostAt))}. Trying again by itself; a running export goes on meanwhile.
          </span>
        </p>
      )}
    </div>
  );
}
