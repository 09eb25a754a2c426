import type { ScheduledExportsInput } from '../contract/workflow';
import { type Advanced, advanceSchedule } from '../schedules/advance';
import type { ActivityDeps } from './deps';

/** Takes a schedule one step on. */
export function createAdvance({ scheduling }: ActivityDeps) {
  return async ({ scheduleId }: ScheduledExportsInput, signal: AbortSignal): Promise<{ state: Advanced }> => ({
    state: await advanceSchedule(scheduling, scheduleId, signal),
  });
}
