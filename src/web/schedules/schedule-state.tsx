import { Button } from '../components/button';
import { Callout } from '../components/callout';
import { ExactTime } from '../components/exact-time';
import { timeIn } from '../format/schedule-in-words';
import { useTimes } from '../hooks/use-times';
import { hrefOf } from '../route';
import { texts } from '../texts';
import type { Schedule } from '../types';

interface Props {
  schedule: Schedule;
  onStopBackfill: () => void;
}

const words = texts.schedules;

/** What there is to know first about a schedule: why it is paused, since when it fails, how far its backfill is. */
export function ScheduleState({ schedule, onStopBackfill }: Props) {
  const { id, paused_reason, failing_since, backfill } = schedule;
  return (
    <>
      {paused_reason && (
        <Callout kind="warning" title={words.pausedTitle}>
          <p>{paused_reason}</p>
        </Callout>
      )}
      {failing_since && (
        <Callout kind="problem" title={words.failingTitle}>
          <p>
            {words.failing} <ExactTime time={failing_since} />
          </p>
          <a class="button button-plain" href={hrefOf({ view: 'list', scheduleId: id, status: 'failure', page: 0 })}>
            {words.showFailed}
          </a>
        </Callout>
      )}
      {backfill && <BackfillProgress backfill={backfill} onStop={onStopBackfill} />}
    </>
  );
}

interface BackfillProps {
  backfill: NonNullable<Schedule['backfill']>;
  onStop: () => void;
}

function BackfillProgress({ backfill: { from, to, next }, onStop }: BackfillProps) {
  const { zoneName } = useTimes();
  const [start, end, done] = [from, to, next].map((time) => Date.parse(time)) as [number, number, number];
  const label = words.backfilling(timeIn(zoneName, from), timeIn(zoneName, to));
  return (
    <div class="progress schedule-backfill">
      <progress value={done - start} max={end - start} aria-label={label} />
      <p class="progress-words">
        <span>{label}</span>
        {done > start && <span>{words.backfilled(timeIn(zoneName, next))}</span>}
        <Button kind="quiet" onClick={onStop}>
          {words.stopBackfill}
        </Button>
      </p>
    </div>
  );
}
