import { isPaused, overdueSince } from '../schedules/next';
import type { ScheduleRecord } from '../stores/schedule-record';
import type { ActivityDeps } from './deps';
import { eachAlone } from './each-alone';

/** So long after it was due, a step is not on its way any more: its start was missed. */
const MISSED_AFTER_MS = 60_000;

/**
 * Brings Temporal in line with the records: makes the Temporal Schedules that are missing, deletes those of schedules that
 * are gone, notes what an operator paused, and starts what should have been started. Answers how many it made.
 */
export function createReconcileSchedules({ scheduling, logger }: ActivityDeps) {
  return async (_input: undefined, signal: AbortSignal): Promise<{ made: number }> => {
    const { schedules, timetable, now } = scheduling;
    // Before the records: what is listed here and has no record then was deleted.
    const listed = new Map<string, string | null>();
    for await (const { id, note } of timetable.list()) listed.set(id, note);
    let made = 0;
    const inLine = async (schedule: ScheduleRecord) => {
      const note = listed.get(schedule._id);
      listed.delete(schedule._id);
      if (note === undefined) {
        await timetable.put(schedule);
        made += 1;
        logger.warn({ scheduleId: schedule._id }, 'a schedule that Temporal lacked was made again');
      }
      const operator_pause = note ?? null;
      if (operator_pause !== schedule.operator_pause) await schedules.noteOperatorPause(schedule._id, operator_pause);
      if (isPaused({ ...schedule, operator_pause })) return;
      const since = overdueSince(schedule, now());
      if (since && now().getTime() - since.getTime() >= MISSED_AFTER_MS) await timetable.trigger(schedule._id);
    };
    const failed = 'a schedule could not be brought in line with Temporal';
    const failure = await eachAlone(schedules.all(), inLine, { signal, logger, failed });
    for (const id of listed.keys()) await timetable.remove(id);
    if (failure) throw failure;
    return { made };
  };
}
