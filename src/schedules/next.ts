/** What a schedule has to do next, and when, told from its record and a time alone. */
import type { ScheduleStatus } from '../contract/schedules';
import { cutAfter, type Window } from '../model/windows';
import type { Recheck, ScheduleRecord } from '../stores/schedule-record';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const earlier = (a: Date, b: Date | null) => (b !== null && b < a ? b : a);

/** The next window of its own; null once it has ended. */
export function nextWindow(schedule: ScheduleRecord): (Window & { dueAt: Date }) | null {
  const { cursor: start, end_at, settle_minutes } = schedule;
  if (end_at !== null && start >= end_at) return null;
  const end = earlier(cutAfter(schedule, start), end_at);
  return { start, end, dueAt: new Date(end.getTime() + settle_minutes * MINUTE_MS) };
}

/** The next window of a backfill; null where none is left. */
export function nextOfBackfill(schedule: ScheduleRecord): Window | null {
  const { backfill } = schedule;
  if (backfill === null || backfill.cursor >= backfill.to) return null;
  return { start: backfill.cursor, end: earlier(cutAfter(schedule, backfill.cursor), backfill.to) };
}

export const recheckOf = ({ settle_minutes, recheck_hours }: ScheduleRecord, window: Window): Recheck => ({
  ...{ start: window.start, end: window.end },
  at: new Date(window.end.getTime() + settle_minutes * MINUTE_MS + recheck_hours * HOUR_MS),
});

const firstOf = (rechecks: readonly Recheck[]) =>
  rechecks.reduce<Recheck | null>((first, recheck) => (first && first.at <= recheck.at ? first : recheck), null);

export type Task =
  | { kind: 'window'; window: Window }
  | { kind: 'recheck'; recheck: Recheck }
  | { kind: 'backfill'; window: Window | null };

/** Its own windows come first, so that neither a recheck nor a backfill holds one up. */
export function taskAt(schedule: ScheduleRecord, now: Date): Task | null {
  const next = nextWindow(schedule);
  const isRun = next !== null && schedule.run_until !== null && next.end <= schedule.run_until && next.end <= now;
  if (next && (isRun || next.dueAt <= now)) return { kind: 'window', window: { start: next.start, end: next.end } };
  const recheck = firstOf(schedule.rechecks);
  if (recheck && recheck.at <= now) return { kind: 'recheck', recheck };
  return schedule.backfill ? { kind: 'backfill', window: nextOfBackfill(schedule) } : null;
}

/** Since when there has been something to do; null where there is nothing. */
export function overdueSince(schedule: ScheduleRecord, now: Date): Date | null {
  if (schedule.making) return schedule.making.end;
  const task = taskAt(schedule, now);
  if (task === null) return null;
  if (task.kind === 'recheck') return task.recheck.at;
  return task.kind === 'window' ? task.window.end : schedule.last_updated_at;
}

/** So many windows that are due are counted of a schedule. */
const MOST_DUE = 1_000;

/**
 * Since when each window of its own that is not made yet has been due, oldest first. A schedule that was made, changed or
 * resumed since then has had to make it only from that moment on.
 */
export function dueSince(schedule: ScheduleRecord, now: Date): Date[] {
  const { making, start_at, settle_minutes, last_updated_at } = schedule;
  const since: Date[] = [];
  const add = (dueAt: Date) => since.push(dueAt > last_updated_at ? dueAt : last_updated_at);
  // Neither a revision nor a window of a backfill.
  if (making && making.revision === 1 && making.start >= start_at) {
    add(new Date(making.end.getTime() + settle_minutes * MINUTE_MS));
  }
  let next = nextWindow(schedule);
  while (next && next.dueAt <= now && since.length < MOST_DUE) {
    add(next.dueAt);
    next = nextWindow({ ...schedule, cursor: next.end });
  }
  return since;
}

export const isPaused = ({ paused, operator_pause }: ScheduleRecord) => paused !== null || operator_pause !== null;

const OPERATOR = 'An operator paused this schedule in Temporal.';

/** Why it is paused, where that was not its owners' own wish. */
export function pausedReason({ paused, operator_pause }: Pick<ScheduleRecord, 'paused' | 'operator_pause'>) {
  if (operator_pause === null) return paused?.reason ?? null;
  return operator_pause === '' ? OPERATOR : `${OPERATOR} The note says: ${operator_pause}`;
}

export function statusOf(schedule: ScheduleRecord, isFailing: boolean): ScheduleStatus {
  if (isPaused(schedule)) return 'paused';
  if (isFailing) return 'failing';
  return nextWindow(schedule) === null ? 'ended' : 'active';
}
