import { pausedEvent } from '../schedules/event';
import { isPaused, overdueSince, pausedReason } from '../schedules/next';
import type { ScheduleRecord } from '../stores/schedule-record';
import { type Listed, timesOf } from '../temporal/timetable';
import type { ActivityDeps } from './deps';
import { eachAlone } from './each-alone';

/** So long after it was due, a step is not on its way any more: its start was missed. */
const MISSED_AFTER_MS = 60_000;
/** Whoever wrote to an outbox has delivered it by then, or will not. */
const LEFT_AFTER_MS = 10_000;

/**
 * Brings Temporal in line with the records: makes the Temporal Schedules that are missing or of earlier terms, deletes
 * those of schedules that are gone, notes what an operator paused, starts what should have been started, and delivers what is left in outboxes.
 * Answers how many it made.
 */
export function createReconcileSchedules({ scheduling, logger }: ActivityDeps) {
  return async (_input: undefined, signal: AbortSignal): Promise<{ made: number }> => {
    const { schedules, timetable, now } = scheduling;
    // Before the records: what is listed here and has no record then was deleted.
    const listed = new Map<string, Listed>();
    for await (const one of timetable.list()) listed.set(one.id, one);
    let made = 0;
    const inLine = async (schedule: ScheduleRecord) => {
      const found = listed.get(schedule._id);
      listed.delete(schedule._id);
      if (found === undefined) {
        await timetable.put(schedule);
        made += 1;
        logger.warn({ scheduleId: schedule._id }, 'a schedule that Temporal lacked was made again');
        // Its terms were changed while Temporal was down, or by two at once.
      } else if (found.times !== null && found.times !== timesOf(schedule)) {
        await timetable.put(schedule);
      }
      const operator_pause = found?.note ?? null;
      if (operator_pause !== schedule.operator_pause) await noteOperatorPause(scheduling, schedule, operator_pause);
      if (isPaused({ ...schedule, operator_pause })) return;
      const since = overdueSince(schedule, now());
      if (since && now().getTime() - since.getTime() >= MISSED_AFTER_MS) await timetable.trigger(schedule._id);
    };
    const failed = 'a schedule could not be brought in line with Temporal';
    const failure = await eachAlone(schedules.all(), inLine, { signal, logger, failed });
    for (const id of listed.keys()) await timetable.remove(id);
    const undelivered = await eachAlone(
      schedules.undelivered(new Date(Date.now() - LEFT_AFTER_MS)),
      schedules.deliverRest,
      {
        ...{ signal, logger, failed: 'the outbox of a schedule could not be delivered' },
      },
    );
    const unfinished = failure ?? undelivered;
    if (unfinished) throw unfinished;
    return { made };
  };
}

/** Tells webhooks where that pauses it; an owner's pause was told before. */
async function noteOperatorPause(
  { schedules }: ActivityDeps['scheduling'],
  schedule: ScheduleRecord,
  operator_pause: string | null,
): Promise<void> {
  const isNews = operator_pause !== null && !isPaused(schedule);
  const reason = pausedReason({ ...schedule, operator_pause });
  await schedules.noteOperatorPause(schedule, operator_pause, isNews ? pausedEvent(schedule, reason) : null);
}
