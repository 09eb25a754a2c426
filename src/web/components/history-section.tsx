import { statusNames } from '../format/export-names';
import { useHistory } from '../hooks/use-exports';
import type { Export, HistoryEvent, Status } from '../types';
import { TimeAgo } from './time-ago';

const actionNames: Readonly<Record<string, string>> = {
  created: 'Created',
  updated: 'Edited',
  started: 'Started',
  cancelled: 'Cancelled',
  downloaded: 'Downloaded',
  deleted: 'Deleted',
};

const nameOf = ({ action, status }: HistoryEvent) => {
  if (action === 'finished' && status) return `Ended: ${statusNames[status as Status] ?? status}`;
  return actionNames[action] ?? action;
};

/** Who did what and when, and how each attempt ended. Left out where the service keeps no history. */
export function HistorySection({ exported }: { exported: Export }) {
  const { data: events } = useHistory(exported);
  if (!events || events.length === 0) return null;
  return (
    <section class="card" aria-labelledby="history-title">
      <h2 id="history-title">History</h2>
      <ol class="history">
        {events.map((event, index) => (
          <li key={`${event.at}${index}`} class={`history-event history-${event.status ?? event.action}`}>
            <p>
              <strong>{nameOf(event)}</strong>
              {event.attempt !== null && event.attempt > 0 && <span class="muted"> · attempt {event.attempt}</span>}
            </p>
            <p class="muted">
              <TimeAgo time={event.at} />
              {event.by && (
                <>
                  {' '}
                  by key <code>{event.by}</code>
                </>
              )}
            </p>
            {event.error && (
              <p class="row-error">
                {event.error}
                {event.error_code && (
                  <>
                    {' '}
                    <code>{event.error_code}</code>
                  </>
                )}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
