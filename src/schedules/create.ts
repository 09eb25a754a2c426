import type { CreateSchedule } from '../contract/schedules';
import { ServiceError } from '../model/errors';
import { DEFAULT_RECHECK_HOURS, DEFAULT_SETTLE_MINUTES } from '../model/schedule-defaults';
import { cutAtOrBefore } from '../model/windows';
import type { Asked } from '../exports/deps';
import { requireFields, workspaceFor } from '../exports/rights';
import { checkReach } from '../exports/selection';
import type { ScheduleRecord } from '../stores/schedule-record';
import { putOnTimetable, wake } from './call-temporal';
import type { SchedulesDeps } from './deps';
import { checkAt, checkEnd, checkPast } from './terms';

/** Creates a schedule under this id. Its first window starts at `start_at`, or is the one that holds now. */
export async function createSchedule(
  deps: SchedulesDeps,
  { actor, about }: Asked,
  wanted: CreateSchedule,
  id: string,
): Promise<ScheduleRecord> {
  const { config, schedules } = deps;
  const workspaceId = workspaceFor(actor, wanted.workspace_id ?? undefined);
  await requireFields(deps, actor, { ...actor.tenant, workspaceId }, wanted.export);
  const { organisationId } = actor.tenant;
  about.workspaceId = workspaceId;
  const cutting = { every: wanted.every, at: wanted.at ?? {}, timezone: wanted.timezone ?? 'UTC' };
  checkAt(cutting.every, cutting.at);
  const now = deps.now();
  const from = wanted.start_at ? new Date(wanted.start_at) : cutAtOrBefore(cutting, now);
  const end = wanted.end_at ? new Date(wanted.end_at) : null;
  checkEnd(from, end);
  if (wanted.start_at) checkReach({ from, param: 'start_at' }, actor.tenant, config);
  checkPast(deps, cutting, { param: 'start_at', from, until: end && end < now ? end : now });
  if ((await schedules.count(organisationId)) >= config.SCHEDULES_PER_ORGANISATION) throw tooMany(config);
  const schedule: ScheduleRecord = {
    ...{ _id: id, organisation_id: organisationId, workspace_id: workspaceId },
    ...{ name: wanted.name, export: JSON.stringify(wanted.export), ...cutting },
    settle_minutes: wanted.settle_minutes ?? DEFAULT_SETTLE_MINUTES,
    recheck_hours: wanted.recheck_hours ?? DEFAULT_RECHECK_HOURS,
    ...{ start_at: from, end_at: end, cursor: from },
    paused: wanted.paused ? { at: now, reason: null } : null,
    ...{ operator_pause: null, making: null, last: null, run_until: null, backfill: null, rechecks: [] },
    ...{
      runs_as: actor.id,
      created_by: actor.id,
      created_by_user: actor.user,
      created_at: new Date(),
      last_updated_at: new Date(),
    },
  };
  await schedules.insert(schedule);
  await putOnTimetable(deps, schedule);
  await wake(deps, schedule._id);
  return schedule;
}

const tooMany = ({ SCHEDULES_PER_ORGANISATION: most }: SchedulesDeps['config']) =>
  new ServiceError(
    'too_many_schedules',
    `Your organisation has ${most} schedules, as many as it may. Delete one first.`,
  );
