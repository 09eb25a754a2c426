import type { Actor } from '../contract/actor';
import { ServiceError } from '../model/errors';
import { requireFields, requireScope } from '../exports/rights';
import { tenantOf } from '../stores/export-record';
import { type ScheduleRecord, wantedOf } from '../stores/schedule-record';
import type { SchedulesDeps } from './deps';

const REMEDY = 'Resume the schedule with a key that may make its exports: it runs with the rights of that key then.';

/** The schedule as an actor, with the rights that its key has now. Refuses with 403, in words, where that may not go on. */
export async function scheduleActor(
  deps: Pick<SchedulesDeps, 'keys' | 'settings'>,
  schedule: ScheduleRecord,
): Promise<Actor> {
  const key = await deps.keys.rightsOf(schedule.runs_as);
  if (key === null || key.refused) {
    const what = key?.refused === 'expired' ? 'has expired' : 'was revoked';
    throw new ServiceError('scope_missing', `The API key that this schedule runs with ${what}. ${REMEDY}`);
  }
  const { id, user, scopes } = key;
  const actor: Actor = { kind: 'schedule', id, user, scopes, tenant: tenantOf(schedule) };
  requireScope(actor, 'logs.export');
  await requireFields(deps, actor, actor.tenant, wantedOf(schedule));
  return actor;
}
