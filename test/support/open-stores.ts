import type { Client } from '@temporalio/client';
import type { Config } from '../../src/config';
import { createCountTurns } from '../../src/exports/count-turns';
import { openObjects } from '../../src/objects/open';
import { createLogger } from '../../src/process/logger';
import type { SchedulesDeps } from '../../src/schedules/deps';
import { openStores } from '../../src/stores/open';
import { createRuns } from '../../src/temporal/runs';
import { createTimetable } from '../../src/temporal/timetable';

/** The stores of a configuration, with its object store, as the entry points open them. */
export function openAllStores(config: Config) {
  const objects = openObjects(config);
  return { ...openStores(config, objects.locate), objects };
}

/** What schedules work with, on stores that are open. */
export const schedulingOn = (
  stores: ReturnType<typeof openAllStores>,
  { config, temporal, now = () => new Date() }: { config: Config; temporal: Client; now?: () => Date },
): SchedulesDeps => ({
  ...{ ...stores, config, now },
  logger: createLogger(config, 'worker'),
  inTurn: createCountTurns(),
  runs: createRuns(temporal, config),
  timetable: createTimetable(temporal, config),
});
