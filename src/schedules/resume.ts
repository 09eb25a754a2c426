import type { Asked } from '../exports/deps';
import { requireFields } from '../exports/rights';
import { tenantOf } from '../stores/export-record';
import { type ScheduleRecord, wantedOf } from '../stores/schedule-record';
import { wake } from './call-temporal';
import type { SchedulesDeps } from './deps';
import { findSchedule, found } from './read';

/** Goes on where it was paused, with the rights of whoever resumes it: the windows since then are made too. */
export async function resumeSchedule(deps: SchedulesDeps, asked: Asked, id: string): Promise<ScheduleRecord> {
  const { actor } = asked;
  const before = await findSchedule(deps, asked, id);
  if (!before.paused) return before;
  // Refused now, and not by its next window, which would only pause it again.
  await requireFields(deps, actor, tenantOf(before), wantedOf(before));
  const schedule = found(await deps.schedules.change(actor.tenant, id, { paused: null, runs_as: actor.id }));
  await wake(deps, id);
  return schedule;
}
