import type { Asked } from '../exports/deps';
import type { ScheduleRecord } from '../stores/schedule-record';
import type { SchedulesDeps } from './deps';
import { findSchedule, found } from './read';

/** Makes no window until it is resumed; an export that runs goes on. */
export async function pauseSchedule(deps: SchedulesDeps, asked: Asked, id: string): Promise<ScheduleRecord> {
  const schedule = await findSchedule(deps, asked, id);
  if (schedule.paused) return schedule;
  const paused = { at: deps.now(), reason: null };
  return found(await deps.schedules.change(asked.actor.tenant, id, { paused }));
}
