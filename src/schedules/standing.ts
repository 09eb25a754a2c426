import type { SchedulesDeps } from './deps';
import { dueSince, isPaused } from './next';

const LATE_MS = 600_000;

/** How the windows of all schedules stand, for operators. What is paused is not due. */
export interface Standing {
  due: number;
  late: number;
  failed: number;
  oldestDue: Date | null;
}

export async function standingOfWindows({
  schedules,
  exports,
  now,
}: Pick<SchedulesDeps, 'schedules' | 'exports' | 'now'>): Promise<Standing> {
  const at = now();
  const standing: Standing = { due: 0, late: 0, failed: await exports.windows.countFailed(), oldestDue: null };
  for await (const schedule of schedules.all()) {
    if (isPaused(schedule)) continue;
    for (const since of dueSince(schedule, at)) {
      standing.due += 1;
      if (at.getTime() - since.getTime() >= LATE_MS) standing.late += 1;
      if (!standing.oldestDue || since < standing.oldestDue) standing.oldestDue = since;
    }
  }
  return standing;
}
