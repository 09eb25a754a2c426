import type { ScheduleAnswer } from '../contract/schedules';
import { nextWindow, pausedReason, statusOf } from '../schedules/next';
import type { ScheduleView } from '../schedules/read';
import { wantedOf } from '../stores/schedule-record';

/** The one shape in which a schedule leaves the API. */
export function presentSchedule({ schedule, failingSince, lastStatus }: ScheduleView): ScheduleAnswer {
  const { last, backfill } = schedule;
  const next = nextWindow(schedule);
  const { requested_data, filters, ...wanted } = wantedOf(schedule);
  return {
    id: schedule._id,
    object: 'schedule',
    organisation_id: schedule.organisation_id,
    workspace_id: schedule.workspace_id,
    name: schedule.name,
    export: { filters, requested_data, ...wanted },
    every: schedule.every,
    at: schedule.at as Record<string, number>,
    timezone: schedule.timezone,
    settle_minutes: schedule.settle_minutes,
    recheck_hours: schedule.recheck_hours,
    start_at: schedule.start_at.toISOString(),
    end_at: schedule.end_at?.toISOString() ?? null,
    status: statusOf(schedule, failingSince !== null),
    paused_reason: pausedReason(schedule),
    failing_since: failingSince?.toISOString() ?? null,
    next_window: next && {
      start: next.start.toISOString(),
      end: next.end.toISOString(),
      due_at: next.dueAt.toISOString(),
    },
    last_window: last && {
      start: last.start.toISOString(),
      end: last.end.toISOString(),
      export_id: last.exports[0]!,
      status: lastStatus,
    },
    backfill: backfill && {
      from: backfill.from.toISOString(),
      to: backfill.to.toISOString(),
      next: backfill.cursor.toISOString(),
    },
    created_by: schedule.created_by,
    runs_as: schedule.runs_as,
    created_at: schedule.created_at.toISOString(),
    last_updated_at: schedule.last_updated_at.toISOString(),
  };
}
