import type { Asked } from '../exports/deps';
import { takeOffTimetable } from './call-temporal';
import type { SchedulesDeps } from './deps';
import { findSchedule, found } from './read';

/** Deletes a schedule. Its exports stay, and one that runs goes on. */
export async function removeSchedule(deps: SchedulesDeps, asked: Asked, id: string): Promise<void> {
  const schedule = await findSchedule(deps, asked, id);
  if (!(await deps.schedules.delete(asked.actor.tenant, schedule))) found(null);
  await takeOffTimetable(deps, id);
}
