import type { Asked } from '../exports/deps';
import type { ScheduleRecord } from '../stores/schedule-record';
import type { SchedulesDeps } from './deps';
import { pausedEvent } from './event';
import { findSchedule } from './read';

/** Makes no window until it is resumed; an export that runs goes on. */
export async function pauseSchedule(deps: SchedulesDeps, asked: Asked, id: string): Promise<ScheduleRecord> {
  const schedule = await findSchedule(deps, asked, id);
  if (schedule.paused) return schedule;
  const paused = await deps.schedules.pause(schedule, { at: deps.now(), reason: null }, pausedEvent(schedule, null));
  // Someone was faster: it is paused by now, deleted, or runs with another key.
  return paused ?? pauseSchedule(deps, asked, id);
}
