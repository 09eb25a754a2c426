import { useEffect, useRef } from 'preact/hooks';
import { formatExact } from '../format/times';
import { useConnection } from '../hooks/use-connection';
import { Icon } from './icon';
import { useNotify } from './notices';

/** Says that the service does not answer, of when the page is, and that the page goes on by itself. */
export function ConnectionBanner() {
  const { failures, lastGoodAt, message } = useConnection();
  const isLost = failures > 0;
  const notify = useNotify();
  const wasLost = useRef(false);
  useEffect(() => {
    if (!isLost && wasLost.current) notify('The service answers again.');
    wasLost.current = isLost;
  }, [isLost, notify]);
  return (
    <div role="alert">
      {isLost && (
        <p class="connection-banner">
          <Icon name="warning" />
          <span>
            <strong>{message ?? 'The service can’t be reached.'}</strong>{' '}
            {lastGoodAt !== null && `What you see is as of ${formatExact(new Date(lastGoodAt))}. `}
            Trying again by itself; a running export goes on meanwhile.
          </span>
        </p>
      )}
    </div>
  );
}
