import { formatCount } from '../format/numbers';
import { creatorName, makerOf } from '../hooks/use-access';
import { useHistory } from '../hooks/use-exports';
import { useTimes } from '../hooks/use-times';
import { texts } from '../texts';
import type { Access, Export, HistoryEvent } from '../types';
import { TimeAgo } from './time-ago';

interface Props {
  exported: Export;
  access: Access | null;
}

/** Who did what and when, and how each attempt ended. Left out where the service keeps no history. */
export function HistorySection({ exported, access }: Props) {
  const { data: events } = useHistory(exported);
  if (!events || events.length === 0) return null;
  const nameOf = (key: string) => (key === exported.created_by ? makerOf(access, exported) : creatorName(access, key));
  return (
    <section class="card" aria-labelledby="history-title">
      <h2 id="history-title">{texts.detail.history}</h2>
      <ol class="history">
        {events.map((event, index) => (
          <Event key={`${event.at}${index}`} event={event} nameOf={nameOf} />
        ))}
      </ol>
    </section>
  );
}

function Event({ event, nameOf }: { event: HistoryEvent; nameOf: (key: string) => string }) {
  const times = useTimes();
  const { at, action, by, attempt, error, error_code } = event;
  return (
    <li class={`history-event history-${action.replace('.', '-')}`}>
      <p>
        <strong>{texts.history[action] ?? action}</strong>
        {attempt !== null && attempt > 0 && <span class="muted"> · {texts.detail.attempt(formatCount(attempt))}</span>}
      </p>
      <p class="muted">
        {times.exact(new Date(at))} · <TimeAgo time={at} />
        {by && ` · ${texts.detail.byKey(nameOf(by))}`}
      </p>
      {error && (
        <p class="row-error">
          {error} {error_code && <code>{error_code}</code>}
        </p>
      )}
    </li>
  );
}
