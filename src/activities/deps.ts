import type { Logger } from 'pino';
import type { Objects } from '../objects/port';
import type { Metrics } from '../observability/metrics';
import type { AuditStore } from '../stores/audit';
import type { ExportStore } from '../stores/exports';
import type { LogStore } from '../stores/logs';
import type { Runs } from '../temporal/runs';

/** What the activities work with; the worker's entry point makes it, tests may give their own. */
export interface ActivityDeps {
  exports: ExportStore;
  audit: AuditStore;
  logs: LogStore;
  objects: Objects;
  runs: Pick<Runs, 'describe' | 'start'>;
  logger: Logger;
  metrics: Pick<Metrics, 'reconcilerFindings'>;
  /**
   * `maxLogs` an export may hold, `batchLogs` a batch holds at most, the bytes at which a part is closed, and how many
   * batches are read at once.
   */
  limits: { maxLogs: number; batchLogs: number; partBytes: number; batchesAtOnce: number; retentionDays: number };
}
