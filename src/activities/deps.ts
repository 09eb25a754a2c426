import type { Logger } from 'pino';
import type { Starting } from '../exports/start-run';
import type { Objects } from '../objects/port';
import type { Metrics } from '../observability/metrics';
import type { ExportStore } from '../stores/exports';
import type { SchedulesDeps } from '../schedules/deps';
import type { LogStore } from '../stores/logs';
import type { SendingDeps } from '../webhooks/deps';

/** What the activities work with; the worker's entry point makes it, tests may give their own. */
export interface ActivityDeps extends Omit<SendingDeps, 'places'> {
  exports: ExportStore;
  logs: LogStore;
  objects: Objects;
  runs: Starting['runs'];
  scheduling: SchedulesDeps;
  logger: Logger;
  metrics: Pick<Metrics, 'reconcilerFindings' | 'webhookTries'>;
  /**
   * `maxLogs` an export may hold, `batchLogs` a batch holds at most, the bytes at which a part is closed, and how many
   * batches are read at once.
   */
  limits: { maxLogs: number; batchLogs: number; partBytes: number; batchesAtOnce: number; retentionDays: number };
}
