import { ServiceError } from '../model/errors';
import type { Window } from '../model/windows';
import { type ExportSummary, tenantOf } from '../stores/export-record';
import type { Following } from '../stores/outbox';
import type { Making, Recheck, ScheduleRecord } from '../stores/schedule-record';
import type { SchedulesDeps } from './deps';
import { pausedEvent, scheduleEvent } from './event';
import { isPaused, recheckOf, taskAt } from './next';
import { planWindow } from './plan-window';
import { lookAgain } from './recheck';
import { scheduleActor } from './rights';
import { type By, dropDrafts, exportIdsOf, makeExports, startWindowExport } from './window-exports';

/** `more`: there may be more to do now; `waiting`: an export runs, or may not start yet; `idle`: nothing is due. */
export type Advanced = 'more' | 'waiting' | 'idle';

const inTurn = new Set(['too_many_running', 'too_many_counts']);

/**
 * Takes a schedule one step on from where its record says that it stands. Whoever calls it, how often and how many at
 * once: each window is made once, one after the other.
 */
export async function advanceSchedule(deps: SchedulesDeps, id: string, signal: AbortSignal): Promise<Advanced> {
  const schedule = await deps.schedules.findAny(id);
  if (schedule === null || isPaused(schedule)) return 'idle';
  try {
    const { making } = schedule;
    return await (making ? goOn(deps, schedule, making) : begin(deps, schedule, signal));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (inTurn.has(error.code)) return 'waiting';
    if (error.status !== 403) throw error;
    const { message: reason } = error;
    await deps.schedules.pause(schedule, { at: deps.now(), reason }, pausedEvent(schedule, reason));
    deps.logger.warn({ scheduleId: id, reason }, 'a schedule was paused');
    return 'idle';
  }
}

/** Begins what is due: once the record says which exports a window is made as, it is no longer asked what is due. */
async function begin(deps: SchedulesDeps, schedule: ScheduleRecord, signal: AbortSignal): Promise<Advanced> {
  const { schedules, exports } = deps;
  const task = taskAt(schedule, deps.now());
  if (task === null) return 'idle';
  await scheduleActor(deps, schedule);
  const planned = (window: Window) =>
    planWindow(deps, schedule, { window, revision: 1, terms: schedule.export }, signal);
  switch (task.kind) {
    case 'window': {
      const making = await planned(task.window);
      const last = { ...task.window, exports: exportIdsOf(schedule._id, making) };
      await schedules.begin(schedule, making, { cursor: task.window.end, last });
      break;
    }
    case 'recheck':
      await lookAgain(deps, schedule, task.recheck, signal);
      break;
    case 'backfill': {
      const { window } = task;
      const backfill = window && schedule.backfill && { ...schedule.backfill, cursor: window.end };
      // What an earlier backfill made is not made twice.
      const isThere = window === null || (await exports.windows.overlaps(tenantOf(schedule), schedule._id, window));
      if (isThere) await schedules.moveBackfill(schedule, backfill);
      else await schedules.begin(schedule, await planned(window), { backfill });
    }
  }
  return 'more';
}

/**
 * Goes on with the window in the making. Its terms are those that it was begun with, as long as they may be exported: where
 * only those that the schedule has by now may be, it is made by these.
 */
async function goOn(deps: SchedulesDeps, schedule: ScheduleRecord, making: Making): Promise<Advanced> {
  const actor = await scheduleActor(deps, schedule);
  try {
    return await makeWindow(deps, { schedule, actor }, making);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status !== 403) throw error;
    await deps.schedules.makeAnew(schedule, making);
    await dropDrafts(deps, schedule, making);
    deps.logger.info({ scheduleId: schedule._id }, 'a window is made by the terms that its schedule has by now');
    return 'more';
  }
}

/** Makes the exports of a window, has them run one after the other, and ends it once all have ended. */
async function makeWindow(deps: SchedulesDeps, by: By, making: Making): Promise<Advanced> {
  const { schedules, exports } = deps;
  const { schedule } = by;
  if (!making.isMade) {
    await makeExports(deps, by, making);
    await schedules.markMade(schedule._id, making);
  }
  const ended: ExportSummary[] = [];
  for (const id of exportIdsOf(schedule._id, making)) {
    const record = await exports.find(tenantOf(schedule), id);
    if (record?.status === 'draft') await startWindowExport(deps, by, id);
    if (record?.status === 'draft' || record?.status === 'in_progress') return 'waiting';
    if (record) ended.push(record);
  }
  const isTruncated = ended.some(({ truncated }) => truncated);
  await schedules.end(schedule._id, making, {
    recheck: recheckAfter(schedule, making, { isTruncated, now: deps.now() }),
    following: await failingEvent(deps, schedule, making, ended),
  });
  return 'more';
}

/** Told where an export of the window failed, and none before that still stands as failed: the schedule was not failing. */
async function failingEvent(
  { exports }: SchedulesDeps,
  schedule: ScheduleRecord,
  window: Window,
  ended: readonly ExportSummary[],
): Promise<Following | null> {
  const failed = ended.filter(({ status }) => status === 'failure');
  const [first] = failed;
  const ids = failed.map(({ _id }) => _id);
  if (!first || (await exports.windows.hasFailedBeside(tenantOf(schedule), schedule._id, ids))) return null;
  const { error, error_code } = first;
  return scheduleEvent('schedule.failing', schedule, { error, result: error_code!, window, exportIds: ids });
}

/** When a window that was made is to be looked at again: at once where its exports may not hold it all, or are a revision. */
function recheckAfter(
  schedule: ScheduleRecord,
  { start, end, revision, plannedAt }: Making,
  { isTruncated, now }: { isTruncated: boolean; now: Date },
): Recheck | null {
  if (isTruncated || revision > 1) return { start, end, at: now };
  const recheck = recheckOf(schedule, { start, end });
  return schedule.recheck_hours > 0 && recheck.at > plannedAt ? recheck : null;
}
