import { Fact } from '../components/fact';
import { TimeAgo } from '../components/time-ago';
import { timeIn, windowIn } from '../format/schedule-in-words';
import { useTimes } from '../hooks/use-times';
import { hrefOf } from '../route';
import { texts } from '../texts';
import type { Schedule } from '../types';

const words = texts.schedules;

/** The next window and the last one. */
export function ScheduleWindows({ schedule }: { schedule: Schedule }) {
  const { zoneName } = useTimes();
  const { next_window, last_window, end_at, status, timezone } = schedule;
  return (
    <dl class="facts">
      <Fact name={words.nextWindow}>
        {next_window ? (
          <>
            <WindowInZones window={next_window} timezone={timezone} />
            <p class="hint">
              {status === 'paused' ? (
                words.whilePaused
              ) : (
                <>
                  {words.dueAt(timeIn(zoneName, next_window.due_at), zoneName)} · <TimeAgo time={next_window.due_at} />
                </>
              )}
            </p>
          </>
        ) : (
          words.noNext
        )}
      </Fact>
      <Fact name={words.lastWindow}>
        {last_window ? (
          <>
            <WindowInZones window={last_window} timezone={timezone} />
            {last_window.status ? (
              <p>
                {texts.statuses[last_window.status]} ·{' '}
                <a href={hrefOf({ view: 'export', id: last_window.export_id })}>{words.openExport}</a>
              </p>
            ) : (
              <p class="hint">{words.exportGone}</p>
            )}
          </>
        ) : (
          words.noLast
        )}
      </Fact>
      {end_at && <Fact name={words.ends}>{words.inZone(timeIn(zoneName, end_at), zoneName)}</Fact>}
    </dl>
  );
}

interface WindowProps {
  window: { start: string; end: string };
  timezone: string;
}

/** A window by the page's clock, and by the schedule's where that is another. */
export function WindowInZones({ window, timezone }: WindowProps) {
  const { zoneName } = useTimes();
  return (
    <>
      {words.inZone(windowIn(zoneName, window), zoneName)}
      {timezone !== zoneName && <p class="hint">{words.inZone(windowIn(timezone, window), timezone)}</p>}
    </>
  );
}
