import type { UpdateSchedule } from '../contract/schedules';
import type { Asked } from '../exports/deps';
import { requireFields } from '../exports/rights';
import { tenantOf } from '../stores/export-record';
import { type ScheduleRecord, wantedOf } from '../stores/schedule-record';
import { putOnTimetable, wake } from './call-temporal';
import type { SchedulesDeps } from './deps';
import { findSchedule, found } from './read';
import { checkAt, checkEnd } from './terms';

/**
 * Changes the terms by which windows are made from the next one on, which starts where the last one ended. It runs with
 * the rights of whoever changed it then.
 */
export async function updateSchedule(
  deps: SchedulesDeps,
  asked: Asked,
  id: string,
  wanted: UpdateSchedule,
): Promise<ScheduleRecord> {
  const { actor } = asked;
  const before = await findSchedule(deps, asked, id);
  await requireFields(deps, actor, tenantOf(before), wanted.export ?? wantedOf(before));
  const { name = before.name, timezone = before.timezone, every = before.every, backfill } = wanted;
  const { settle_minutes = before.settle_minutes, recheck_hours = before.recheck_hours } = wanted;
  // Another unit is cut at its start, unless the request says where.
  const at = wanted.at === undefined && every === before.every ? before.at : (wanted.at ?? {});
  checkAt(every, at);
  const end_at = wanted.end_at === undefined ? before.end_at : wanted.end_at === null ? null : new Date(wanted.end_at);
  checkEnd(before.start_at, end_at);
  const schedule = found(
    await deps.schedules.change(actor.tenant, id, {
      ...{ name, every, at, timezone, settle_minutes, recheck_hours, end_at, runs_as: actor.id },
      ...(wanted.export && { export: JSON.stringify(wanted.export) }),
      ...(backfill === null && { backfill }),
    }),
  );
  await putOnTimetable(deps, schedule);
  await wake(deps, id);
  return schedule;
}
