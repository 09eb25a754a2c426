import {
  type CalendarSpec,
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleSpecDescription,
} from '@temporalio/client';
import type { Config } from '../config';
import { SCHEDULE_WORKFLOW, type ScheduledExportsInput } from '../contract/workflow';
import type { ScheduleRecord } from '../stores/schedule-record';

const DEADLINE_MS = 3_000;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const HOUR = 60;
const DAY = 24 * HOUR;

/** A schedule as Temporal lists it. `note`: what an operator wrote who paused it; null where it is not paused. */
export interface Listed {
  id: string;
  note: string | null;
  /** When Temporal starts it, as {@link timesOf} writes it; null where it does not say. */
  times: string | null;
}

type Terms = Pick<ScheduleRecord, 'every' | 'at' | 'timezone' | 'settle_minutes' | 'recheck_hours'>;

/** When Temporal starts the workflow of a schedule, in minutes of the day, or of each hour. */
function startsOf({ every, at, settle_minutes, recheck_hours }: Terms): number[] {
  const cut = (at.minute ?? 0) + (every === 'hour' ? 0 : (at.hour ?? 0) * HOUR);
  const delays = [settle_minutes, ...(recheck_hours > 0 ? [settle_minutes + recheck_hours * HOUR] : [])];
  return [...new Set(delays.map((delay) => (cut + delay) % (every === 'hour' ? HOUR : DAY)))];
}

/**
 * When Temporal starts the workflow of a schedule: once its window has settled, and when it is to be looked at again. The
 * workflow asks the record what is due: a time too many costs a moment, and one that the clocks skip is made up for by
 * the reconciler. So months are looked at each day, and one that is shorter needs no rule here.
 */
export const calendarsOf = (terms: Terms): CalendarSpec[] =>
  startsOf(terms).map((time) => ({
    minute: time % HOUR,
    hour: terms.every === 'hour' ? '*' : Math.floor(time / HOUR),
  }));

const textOf = (timezone: string | undefined, times: readonly string[]) => [timezone, ...[...times].sort()].join(' ');

/** The same as a text, to compare with what Temporal lists. */
export const timesOf = (terms: Terms): string => {
  const hoursAt = (time: number) =>
    terms.every === 'hour' ? '0-23' : `${Math.floor(time / HOUR)}-${Math.floor(time / HOUR)}`;
  return textOf(
    terms.timezone,
    startsOf(terms).map((time) => `${hoursAt(time)}:${time % HOUR}`),
  );
};

const listedTimes = ({ timezone, calendars = [] }: ScheduleSpecDescription): string =>
  textOf(
    timezone,
    calendars.map(
      ({ hour: [hours] = [], minute: [minutes] = [] }) => `${hours?.start}-${hours?.end}:${minutes?.start}`,
    ),
  );

/** The Temporal Schedules: one for each schedule, and nothing in it that the record does not say. */
export function createTimetable(client: Client, config: Config) {
  const { TEMPORAL_TASK_QUEUE: taskQueue } = config;
  // Installations that share a namespace do not share workers.
  const prefix = `exports-${taskQueue}-`;
  const withDeadline = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + DEADLINE_MS, call);
  const handleOf = (id: string) => client.schedule.getHandle(prefix + id);
  const unlessGone = async (call: Promise<unknown>): Promise<void> => {
    await call.catch((error: unknown) => {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    });
  };

  const definitionOf = (schedule: ScheduleRecord) => ({
    spec: { calendars: calendarsOf(schedule), timezone: schedule.timezone },
    // One that comes while the last one ends must not be lost.
    policies: { overlap: ScheduleOverlapPolicy.BUFFER_ONE, catchupWindow: '1 day' },
    action: {
      type: 'startWorkflow' as const,
      workflowId: `${prefix}${schedule._id}`,
      workflowType: SCHEDULE_WORKFLOW,
      taskQueue,
      args: [{ scheduleId: schedule._id } satisfies ScheduledExportsInput],
      staticSummary: `Schedule ${schedule._id.slice(0, 8)} of ${schedule.organisation_id}: every ${schedule.every}`,
      priority: { fairnessKey: schedule.organisation_id.slice(0, 64) },
    },
  });

  return {
    /** Makes the Temporal Schedule, or brings it up to date; one that an operator paused stays so. */
    put: (schedule: ScheduleRecord): Promise<void> =>
      withDeadline(async () => {
        const wanted = definitionOf(schedule);
        try {
          await client.schedule.create({ scheduleId: prefix + schedule._id, ...wanted });
        } catch (error) {
          if (!(error instanceof ScheduleAlreadyRunning)) throw error;
          await handleOf(schedule._id).update(({ state }) => ({ ...wanted, state }));
        }
      }),

    remove: (id: string): Promise<void> => withDeadline(() => unlessGone(handleOf(id).delete())),

    /** Starts the workflow now, or once the one that runs has ended. */
    trigger: (id: string): Promise<void> =>
      withDeadline(() => unlessGone(handleOf(id).trigger(ScheduleOverlapPolicy.BUFFER_ONE))),

    /** Those of this installation, as Temporal has them. */
    async *list(): AsyncGenerator<Listed> {
      for await (const { scheduleId, state, spec } of client.schedule.list()) {
        const id = scheduleId.slice(prefix.length);
        // Another task queue's name may begin as this one's does.
        const isOurs = scheduleId.startsWith(prefix) && UUID.test(id);
        const note = state.paused ? (state.note ?? '') : null;
        if (isOurs) yield { id, note, times: spec ? listedTimes(spec) : null };
      }
    },
  };
}
export type Timetable = ReturnType<typeof createTimetable>;
