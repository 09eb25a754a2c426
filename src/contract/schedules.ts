/** The shapes of the schedule endpoints. */
import { z } from 'zod';
import { filtersSchema } from '../model/filters';
import { statuses } from '../model/statuses';
import { isTimeZone } from '../model/time-zones';
import { everies } from '../model/windows';
import { exportedAs, goTogether } from './exports';
import { listTotal, pageQuery } from './pages';
import { workspaceId } from './workspace';

const timestamp = z.iso.datetime();
const time = z.iso.datetime({
  offset: true,
  error: 'must be an ISO 8601 time with its zone, such as "2026-03-01T00:00:00Z"',
});
const count = z.int().min(0);

const name = z.string().trim().min(1).max(200).describe('A name for people.');
const every = z.enum(everies).describe('How long a window is.');
const at = z
  .strictObject({
    minute: z.int().min(0).max(59).optional(),
    hour: z.int().min(0).max(23).optional(),
    day_of_week: z.int().min(1).max(7).describe('1: Monday … 7: Sunday.').optional(),
    day_of_month: z.int().min(1).max(31).describe('In a month that is shorter, its last day.').optional(),
  })
  .describe('Where windows are cut, by the clocks of the time zone. What is left out is the start of the unit.');
const timezone = z
  .string()
  .max(64)
  .refine(isTimeZone, { error: 'must be an IANA time zone, such as "Europe/Berlin" or "UTC"' })
  .describe('An IANA name.');
const settleMinutes = z
  .int()
  .min(0)
  .max(10_080)
  .describe('How long after the end of a window its export starts, for logs that arrive late.');
const recheckHours = z.int().min(0).max(720).describe('How long after that the window is counted again. 0: never.');

const pagesAndTimes = [
  ...['created_at', 'time_of_generation_min', 'time_of_generation_max'],
  ...['page_size', 'current_page', 'offset'],
];

/** The bodies of create and update. `maxLogs`: how many logs an export may hold in this installation. */
export function scheduleBodies(maxLogs: number) {
  const filters = filtersSchema(maxLogs).superRefine((given, context) => {
    for (const key of pagesAndTimes.filter((key) => Object.hasOwn(given, key))) {
      context.addIssue({ code: 'custom', path: [key], message: 'must be left out: each window has its own times' });
    }
  });
  const wanted = z
    .strictObject({ filters, ...exportedAs })
    .superRefine(goTogether)
    .meta({ id: 'ScheduledExport', description: 'What each window is exported as.' });
  const create = z
    .strictObject({
      name,
      export: wanted,
      every,
      at: at.nullish(),
      timezone: timezone.nullish(),
      workspace_id: workspaceId.nullish(),
      settle_minutes: settleMinutes.nullish().describe('Default: 10.'),
      recheck_hours: recheckHours.nullish().describe('Default: 24.'),
      start_at: time
        .nullish()
        .describe('The windows since then are made too. Default: the window of now is the first.'),
      end_at: time.nullish().describe('The last window ends then.'),
      paused: z.boolean().nullish(),
    })
    .meta({ id: 'CreateSchedule' });
  const update = z
    .strictObject({
      name: name.optional(),
      export: wanted.optional(),
      every: every.optional(),
      at: at.nullable().optional(),
      timezone: timezone.optional(),
      settle_minutes: settleMinutes.optional(),
      recheck_hours: recheckHours.optional(),
      end_at: time.nullable().optional(),
      backfill: z.null().optional().describe('null stops the backfill; what it has made stays.'),
    })
    .refine((given) => Object.values(given).some((value) => value !== undefined), {
      error: 'must name at least one of the terms of the schedule',
    })
    .meta({ id: 'UpdateSchedule' });
  return { create, update };
}
export type ScheduleBodies = ReturnType<typeof scheduleBodies>;
export type CreateSchedule = z.output<ScheduleBodies['create']>;
export type UpdateSchedule = z.output<ScheduleBodies['update']>;
/** What each window is exported as. */
export type WantedExport = CreateSchedule['export'];

export const backfillBody = z
  .strictObject({
    from: time.describe('The window that holds this time is the first.'),
    to: time.describe('Windows end by then, or where those that the schedule makes by itself begin.'),
  })
  .meta({ id: 'Backfill' });
export type Backfill = z.output<typeof backfillBody>;

export const scheduleListQuery = z.strictObject({ workspace_id: workspaceId.optional(), ...pageQuery });
export type ScheduleListQuery = z.output<typeof scheduleListQuery>;

export const scheduleParams = z.strictObject({ id: z.string().describe('The id of the schedule.') });

export const scheduleStatuses = ['active', 'paused', 'ended', 'failing'] as const;
export type ScheduleStatus = (typeof scheduleStatuses)[number];

const window = { start: timestamp, end: timestamp };

export const scheduleAnswer = z
  .strictObject({
    id: z.string(),
    object: z.literal('schedule'),
    organisation_id: z.string(),
    workspace_id: z.string().nullable(),
    name: z.string(),
    export: z.record(z.string(), z.unknown()),
    every,
    at: z.record(z.string(), z.int()),
    timezone: z.string(),
    settle_minutes: count,
    recheck_hours: count,
    start_at: timestamp.describe('The start of its first window.'),
    end_at: timestamp.nullable(),
    status: z.enum(scheduleStatuses).describe('failing: the export of a window has failed; the next ones go on.'),
    paused_reason: z.string().nullable().describe('Why the service, or an operator, paused it, and what to do.'),
    failing_since: timestamp.nullable(),
    next_window: z.strictObject({ ...window, due_at: timestamp }).nullable(),
    last_window: z
      .strictObject({
        ...window,
        export_id: z.string(),
        status: z.enum(statuses).nullable().describe('Null: its export is about to be made, or was deleted.'),
      })
      .nullable(),
    backfill: z
      .strictObject({ from: timestamp, to: timestamp, next: timestamp.describe('The windows before are made.') })
      .nullable(),
    created_by: z.string().describe('The id of the key that made it.'),
    runs_as: z.string().describe('The id of the key whose rights it has: that made it, changed it or resumed it last.'),
    created_at: timestamp,
    last_updated_at: timestamp,
  })
  .meta({ id: 'Schedule' });
export type ScheduleAnswer = z.output<typeof scheduleAnswer>;

export const scheduleListAnswer = z
  .strictObject({ object: z.literal('list'), ...listTotal, data: z.array(scheduleAnswer) })
  .meta({ id: 'ScheduleList' });

export const scheduleMessage = z
  .strictObject({ message: z.string(), object: z.literal('schedule') })
  .meta({ id: 'ScheduleMessage' });
