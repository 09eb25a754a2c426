import type { Backfill } from '../contract/schedules';
import { ServiceError } from '../model/errors';
import { cutAtOrBefore } from '../model/windows';
import type { Asked } from '../exports/deps';
import { checkReach } from '../exports/selection';
import type { ScheduleRecord } from '../stores/schedule-record';
import { wake } from './call-temporal';
import type { SchedulesDeps } from './deps';
import { findSchedule, found } from './read';
import { requireActive } from './run';
import { checkPast } from './terms';

const refuse = (param: string, what: string) => new ServiceError('invalid_request', `${param} ${what}`, { param });
const underWay = () =>
  new ServiceError(
    'wrong_status',
    'A backfill is under way. Wait for it to end, or stop it by an update with backfill: null.',
  );

/** Makes windows of the time before the first one, oldest first, beside the schedule's own. */
export async function backfillSchedule(
  deps: SchedulesDeps,
  asked: Asked,
  id: string,
  wanted: Backfill,
): Promise<ScheduleRecord> {
  const schedule = await findSchedule(deps, asked, id);
  requireActive(schedule);
  if (schedule.backfill) throw underWay();
  const [from, to] = [cutAtOrBefore(schedule, new Date(wanted.from)), new Date(wanted.to)];
  if (to > deps.now()) throw refuse('to', 'must not be in the future.');
  if (to <= new Date(wanted.from)) throw refuse('from', 'must be before to.');
  const first = schedule.start_at;
  if (from >= first) {
    throw refuse('from', `must be before ${first.toISOString()}: the schedule makes the windows since then by itself.`);
  }
  checkReach({ from, param: 'from' }, asked.actor.tenant, deps.config);
  const until = to < first ? cutAtOrBefore(schedule, to) : first;
  if (until <= from) throw refuse('to', 'must be later: no whole window lies between from and to.');
  checkPast(deps, schedule, { param: 'from', from, until });
  const backfill = { from, to: until, cursor: from };
  const begun = await deps.schedules.beginBackfill(asked.actor.tenant, id, backfill);
  if (begun === null) {
    found(await deps.schedules.find(asked.actor.tenant, id));
    throw underWay();
  }
  await wake(deps, id);
  return begun;
}
