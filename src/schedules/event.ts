import type { ScheduleEventData } from '../contract/webhook-events';
import type { ScheduleEvent } from '../model/webhook-events';
import type { Following } from '../stores/outbox';
import type { ScheduleRecord } from '../stores/schedule-record';
import { nextWindow } from './next';

interface What {
  /** Why, in a sentence; null where its owners wanted it. */
  error: string | null;
  /** `ok`, or the code of the fault. */
  result?: string;
  window: { start: Date; end: Date } | null;
  exportIds?: readonly string[];
}

const statuses = { 'schedule.paused': 'paused', 'schedule.failing': 'failing' } as const;

/** What the audit trail and webhooks are told of a schedule. */
export function scheduleEvent(
  type: ScheduleEvent,
  schedule: ScheduleRecord,
  { error, result = 'ok', window, exportIds = [] }: What,
): Following {
  const { _id: id, organisation_id, workspace_id, name } = schedule;
  const of = { organisation_id, workspace_id };
  const data: ScheduleEventData = {
    ...{ id, object: 'schedule', ...of, name, status: statuses[type], error },
    window: window && { start: window.start.toISOString(), end: window.end.toISOString() },
    export_ids: [...exportIds],
  };
  const by = { key_id: null, request_id: null, address: null, attempt: null };
  return {
    entry: { at: new Date(), action: type, ...of, ...by, target_id: id, result, error },
    event: { type, user: schedule.created_by_user, data },
  };
}

/** Its next window is not made until it is resumed. */
export const pausedEvent = (schedule: ScheduleRecord, error: string | null): Following =>
  scheduleEvent('schedule.paused', schedule, { error, window: nextWindow(schedule) });
