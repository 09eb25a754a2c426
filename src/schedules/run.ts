import { ServiceError } from '../model/errors';
import type { Asked } from '../exports/deps';
import type { ScheduleRecord } from '../stores/schedule-record';
import { wake } from './call-temporal';
import type { SchedulesDeps } from './deps';
import { isPaused } from './next';
import { findSchedule, found } from './read';

/** Makes the windows that are over now, without the time they have to settle. */
export async function runSchedule(deps: SchedulesDeps, asked: Asked, id: string): Promise<ScheduleRecord> {
  requireActive(await findSchedule(deps, asked, id));
  const schedule = found(await deps.schedules.change(asked.actor.tenant, id, { run_until: deps.now() }));
  await wake(deps, id);
  return schedule;
}

/** Refuses with 409 what a paused schedule would only do later. */
export function requireActive(schedule: ScheduleRecord): void {
  if (isPaused(schedule)) throw new ServiceError('wrong_status', 'The schedule is paused. Resume it first.');
}
