import type { AuditAction } from '../../contract/audit';
import { useHistory } from '../hooks/use-exports';
import type { Export, HistoryEvent } from '../types';
import { TimeAgo } from './time-ago';

const actionNames: Readonly<Partial<Record<AuditAction, string>>> = {
  'export.create': 'Created',
  'export.update': 'Edited',
  'export.start': 'Started',
  'export.cancel': 'Cancelled',
  'export.download': 'Downloaded',
  'export.succeeded': 'Succeeded',
  'export.failed': 'Failed',
  'export.stopped': 'Stopped',
  'export.expired': 'File deleted, its time being up',
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
          <Event key={`${event.at}${index}`} {...event} />
        ))}
      </ol>
    </section>
  );
}

function Event({ at, action, by, attempt, error, error_code }: HistoryEvent) {
  return (
    <li class={`history-event history-${action.replace('.', '-')}`}>
      <p>
        <strong>{actionNames[action] ?? action}</strong>
        {attempt !== null && attempt > 0 && <span class="muted"> · attempt {attempt}</span>}
      </p>
      <p class="muted">
        <TimeAgo time={at} />
        {by && (
          <>
            {' '}
            by key <code>{by}</code>
          </>
        )}
      </p>
      {error && (
        <p class="row-error">
          {error} {error_code && <code>{error_code}</code>}
        </p>
      )}
    </li>
  );
}
