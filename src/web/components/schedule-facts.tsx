import { formatCount } from '../format/numbers';
import { useSchedule } from '../hooks/use-schedules';
import { hrefOf } from '../route';
import { WindowInZones } from '../schedules/schedule-windows';
import { texts } from '../texts';
import type { Export } from '../types';
import { Fact } from './fact';

const words = texts.schedules;

/** Of which schedule an export is, and which window it holds. */
export function ScheduleFacts({ exported }: { exported: Export }) {
  const { schedule_id, window, revision } = exported;
  const { data: schedule, error } = useSchedule(schedule_id);
  if (schedule_id === null || window === null) return null;
  const { part, parts } = window;
  return (
    <>
      <Fact name={words.schedule}>
        {error && !schedule ? (
          words.deletedSchedule
        ) : (
          <a href={hrefOf({ view: 'schedule', id: schedule_id })}>{schedule?.name ?? schedule_id}</a>
        )}
      </Fact>
      <Fact name={words.window}>
        <WindowInZones window={window} timezone={schedule?.timezone ?? 'UTC'} />
        {part !== null && parts !== null && <p class="hint">{words.part(formatCount(part), formatCount(parts))}</p>}
      </Fact>
      {revision !== null && revision > 1 && (
        <Fact name={words.revision}>
          {formatCount(revision)}
          <p class="hint">{words.revisionHint}</p>
        </Fact>
      )}
    </>
  );
}
