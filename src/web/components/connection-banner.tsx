import { useQueryClient } from '@tanstack/preact-query';
import { useEffect, useRef } from 'preact/hooks';
import { useConnection } from '../hooks/use-connection';
import { useTimes } from '../hooks/use-times';
import { texts } from '../texts';
import { Icon } from './icon';
import { useNotify } from './notices';

/** What the views are of. */
const shown = ['exports', 'schedules', 'webhooks'];

/** Says that the service does not answer, how old what is shown is, and that the page goes on by itself. */
export function ConnectionBanner() {
  const { failures, lastGoodAt, message } = useConnection();
  const queries = useQueryClient();
  const times = useTimes();
  const isLost = failures > 0;
  const notify = useNotify();
  const wasLost = useRef(false);
  useEffect(() => {
    if (!isLost && wasLost.current) {
      notify(texts.connection.back);
      void queries.invalidateQueries();
    }
    wasLost.current = isLost;
  }, [isLost, notify, queries]);
  const isAnythingShown = () =>
    queries
      .getQueryCache()
      .findAll({ type: 'active', predicate: ({ queryKey }) => shown.includes(queryKey[0] as string) })
      .some(({ state }) => state.data);
  return (
    <div role="alert">
      {isLost && (
        <div class="connection-banner">
          <p>
            <Icon name="warning" />
            <span>
              <strong>{message ?? texts.connection.unreachable}</strong>{' '}
              {lastGoodAt !== null &&
                isAnythingShown() &&
                `${texts.connection.dataFrom(times.exact(new Date(lastGoodAt)))} `}
              {texts.connection.retrying}
            </span>
          </p>
        </div>
      )}
    </div>
  );
}
