/** The exports of a window: under ids that say which, so that whoever makes them again finds them. */
import { createHash } from 'node:crypto';
import { ObjectId } from 'mongodb';
import type { Actor } from '../contract/actor';
import type { AuditAction } from '../contract/audit';
import { createExport } from '../exports/create';
import type { AuditFacts } from '../exports/deps';
import { startExport } from '../exports/start';
import { tenantOf } from '../stores/export-record';
import { type Making, type ScheduleRecord, wantedOf } from '../stores/schedule-record';
import type { SchedulesDeps } from './deps';
import { filtersFor } from './plan-window';

const digestOf = (...parts: (string | number)[]) => createHash('sha256').update(parts.join('/')).digest('hex');

/** A UUID of version 8, which is made as its maker likes. */
function exportIdOf(scheduleId: string, { start, end, revision }: Making, part: number): string {
  const digest = digestOf(scheduleId, start.toISOString(), end.toISOString(), revision, part);
  const [a, b, c, d, e] = [0, 8, 12, 15, 18].map((at, group) => digest.slice(at, at + [8, 4, 3, 3, 12][group]!));
  return `${a}-${b}-8${c}-8${d}-${e}`;
}

/** The ids of the exports of a window, in the order of its parts. */
export function exportIdsOf(scheduleId: string, making: Making): string[] {
  return making.parts.map((_, index) => exportIdOf(scheduleId, making, index + 1));
}

export interface By {
  schedule: ScheduleRecord;
  actor: Actor;
}

/** Makes the exports of a window, as drafts; those that are there stay as they are. */
export async function makeExports(deps: SchedulesDeps, { schedule, actor }: By, making: Making): Promise<void> {
  const wanted = wantedOf(making);
  const tenant = tenantOf(schedule);
  const { start, end, revision } = making;
  for (const [index, id] of exportIdsOf(schedule._id, making).entries()) {
    const isWhole = making.parts.length === 1;
    const window = { start, end, ...(!isWhole && { part: index + 1, parts: making.parts.length }) };
    const published = {
      scheduleId: schedule._id,
      window,
      revision,
      timezone: schedule.timezone,
      asked: wanted,
    };
    const description = wanted.description ?? schedule.name;
    const body = { ...wanted, description, filters: filtersFor(wanted.filters, making.parts[index]!) };
    await createExport(deps, { actor, about: nothing() }, body, id, {
      ofSchedule: { schedule_id: schedule._id, window, revision },
      location: deps.objects.locate({ id, tenant, published }),
    });
    await note(deps, { schedule, actor }, 'export.create', { id, attempt: null });
  }
}

/** Deletes the exports of a window that are still drafts, for {@link makeExports} to make them anew. */
export async function dropDrafts({ exports }: SchedulesDeps, schedule: ScheduleRecord, making: Making): Promise<void> {
  const tenant = tenantOf(schedule);
  for (const id of exportIdsOf(schedule._id, making)) {
    if ((await exports.find(tenant, id))?.status === 'draft') await exports.delete(tenant, id);
  }
}

export async function startWindowExport(deps: SchedulesDeps, by: By, id: string): Promise<void> {
  const about = nothing();
  await startExport(deps, { actor: by.actor, about }, id);
  await note(deps, by, 'export.start', { id, attempt: about.attempt });
}

const nothing = (): AuditFacts => ({ workspaceId: null, attempt: null });

/** Notes in the audit trail, once, what the schedule did to an export. */
async function note(
  { audit }: SchedulesDeps,
  { schedule, actor }: By,
  action: AuditAction,
  { id, attempt }: { id: string; attempt: number | null },
): Promise<void> {
  await audit.appendOnce(new ObjectId(digestOf(id, action, attempt ?? 0).slice(0, 24)), {
    ...{ at: new Date(), action, organisation_id: schedule.organisation_id, workspace_id: schedule.workspace_id },
    ...{ key_id: actor.id, target_id: id, result: 'ok', request_id: null, address: 'schedule', attempt, error: null },
  });
}
