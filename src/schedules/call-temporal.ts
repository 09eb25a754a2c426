/**
 * Temporal follows the record: where it can't be reached, what it should know is in the record, and the reconciler tells
 * it later. So the request is done either way.
 */
import type { ScheduleRecord } from '../stores/schedule-record';
import type { SchedulesDeps } from './deps';

type Deps = Pick<SchedulesDeps, 'timetable' | 'logger'>;

async function call(logger: Deps['logger'], scheduleId: string, told: Promise<void>): Promise<void> {
  await told.catch((error: unknown) => {
    logger.warn({ scheduleId, err: error }, 'Temporal could not be told of a schedule: the reconciler will');
  });
}

/** Has the schedule's workflow started at the times of its terms. */
export const putOnTimetable = ({ timetable, logger }: Deps, schedule: ScheduleRecord) =>
  call(logger, schedule._id, timetable.put(schedule));

export const takeOffTimetable = ({ timetable, logger }: Deps, id: string) => call(logger, id, timetable.remove(id));

/** Has the schedule's workflow look at its record now, too. */
export const wake = ({ timetable, logger }: Deps, id: string) => call(logger, id, timetable.trigger(id));
