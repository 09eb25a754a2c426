import type { Actor } from '../contract/actor';
import type { ScheduleListQuery } from '../contract/schedules';
import { ServiceError } from '../model/errors';
import type { Status } from '../model/statuses';
import type { Tenant } from '../model/tenant';
import { tenantOf } from '../stores/export-record';
import { workspaceFor } from '../exports/rights';
import type { Asked } from '../exports/deps';
import type { ScheduleRecord } from '../stores/schedule-record';
import type { SchedulesDeps } from './deps';

type Reading = Pick<SchedulesDeps, 'schedules' | 'exports'>;

/** A schedule, with what its exports say of it. */
export interface ScheduleView {
  schedule: ScheduleRecord;
  failingSince: Date | null;
  /** Of the newest window; null where its exports were deleted, or there are none. */
  lastStatus: Status | null;
}

const notFound = () => new ServiceError('not_found', 'There is no schedule with this id.', { param: 'id' });

/** The actor's schedule, or 404: another tenant's is as if it were not there. */
export async function findSchedule(
  { schedules }: Pick<Reading, 'schedules'>,
  { actor, about }: Asked,
  id: string,
): Promise<ScheduleRecord> {
  const schedule = found(await schedules.find(actor.tenant, id));
  about.workspaceId = schedule.workspace_id;
  return schedule;
}

/** What a conditional write answered, or 404 where it found nothing. */
export function found(schedule: ScheduleRecord | null): ScheduleRecord {
  if (schedule === null) throw notFound();
  return schedule;
}

/** The one of its parts that someone should look at tells how a window stands. */
const worstFirst: readonly Status[] = ['failure', 'in_progress', 'draft', 'stopped', 'success'];

/** The schedules with what their exports say of them. */
async function viewsOf(
  { exports }: Pick<Reading, 'exports'>,
  tenant: Tenant,
  schedules: readonly ScheduleRecord[],
): Promise<ScheduleView[]> {
  const [failing, statuses] = await Promise.all([
    exports.windows.failingSince(
      tenant,
      schedules.map(({ _id }) => _id),
    ),
    exports.windows.statusesOf(
      tenant,
      schedules.flatMap(({ last }) => last?.exports ?? []),
    ),
  ]);
  return schedules.map((schedule) => {
    const standing = (schedule.last?.exports ?? []).map((id) => statuses.get(id));
    return {
      schedule,
      failingSince: failing.get(schedule._id) ?? null,
      lastStatus: worstFirst.find((status) => standing.includes(status)) ?? null,
    };
  });
}

export async function viewOf(deps: Pick<Reading, 'exports'>, schedule: ScheduleRecord): Promise<ScheduleView> {
  const [view] = await viewsOf(deps, tenantOf(schedule), [schedule]);
  return view!;
}

/** A page of the actor's schedules, newest first, and how many there are in all. */
export async function listSchedules(deps: Reading, actor: Actor, query: ScheduleListQuery) {
  if (query.workspace_id !== undefined) workspaceFor(actor, query.workspace_id);
  const { records, ...counted } = await deps.schedules.list(actor.tenant, query);
  return { ...counted, records: await viewsOf(deps, actor.tenant, records) };
}
