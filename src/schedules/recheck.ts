import type { WantedExport } from '../contract/schedules';
import { openFolder } from '../exports/folder';
import { DAY_MS } from '../model/time';
import { type ExportSummary, filtersOf, tenantOf } from '../stores/export-record';
import { selectLogs } from '../stores/logs';
import type { Recheck, ScheduleRecord } from '../stores/schedule-record';
import type { SchedulesDeps } from './deps';
import { filtersFor, planWindow } from './plan-window';

/** A window whose export failed is looked at again so long after, until it is too old. */
const AGAIN_MS = 3_600_000;
const TOO_OLD_MS = 30 * DAY_MS;

/**
 * Looks at a window once more. Where logs of it came late, it is made anew as a revision; a revision that is complete takes
 * the place of the one before.
 */
export async function lookAgain(
  deps: SchedulesDeps,
  schedule: ScheduleRecord,
  recheck: Recheck,
  signal: AbortSignal,
): Promise<void> {
  const { schedules, exports, logs } = deps;
  const tenant = tenantOf(schedule);
  const all = await exports.windows.find(tenant, schedule._id, recheck);
  const revision = Math.max(...all.map((record) => record.revision ?? 1));
  const newest = all.filter((record) => record.revision === revision);
  const [first] = newest;
  const isDone = first === undefined || newest.some(({ expired_at }) => expired_at !== null);
  if (isDone) return schedules.putOff(schedule._id, recheck, null);
  if (newest.some(({ status }) => status !== 'success')) {
    const now = deps.now().getTime();
    const isTooOld = now - recheck.end.getTime() > TOO_OLD_MS;
    return schedules.putOff(schedule._id, recheck, isTooOld ? null : new Date(now + AGAIN_MS));
  }
  for (const record of all) if (record.revision !== revision) await supersede(deps, record, first._id);
  const mayBeShort = revision === 1 || newest.some(({ truncated }) => truncated);
  const { created_at: _times, offset: _offset, ...filters } = filtersOf(first);
  const selection = selectLogs(tenant, filtersFor(filters, recheck));
  const held = newest.reduce((sum, { exported }) => sum + exported, 0);
  if (!mayBeShort || (await logs.count(selection)) === held) return schedules.putOff(schedule._id, recheck, null);
  const { requested_data, description, format, compression, csv_formulas } = first;
  const wanted: WantedExport = { filters, requested_data, description, format, compression, csv_formulas };
  const terms = JSON.stringify(wanted);
  const making = await planWindow(deps, schedule, { window: recheck, revision: revision + 1, terms }, signal);
  await schedules.begin(schedule, making, {}, recheck);
}

/** Deletes the file of a revision that another took the place of, so that who reads the bucket finds each log once. */
async function supersede({ exports, objects }: SchedulesDeps, record: ExportSummary, by: string): Promise<void> {
  if (record.expired_at) return;
  await exports.windows.supersede(tenantOf(record), record._id, by);
  await openFolder(objects, record).remove('');
  await exports.markExpired(record, { wasThere: true });
}
