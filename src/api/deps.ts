import type { Logger } from 'pino';
import type { Config } from '../config';
import type { Metrics } from '../observability/metrics';
import type { AuditStore } from '../stores/audit';
import type { ExportStore } from '../stores/exports';
import type { FileStore } from '../stores/files';
import type { KeyStore } from '../stores/keys';
import type { LogStore } from '../stores/logs';
import type { RateStore } from '../stores/rates';
import type { QueueReader } from '../temporal/queue';
import type { Runs } from '../temporal/runs';

/** What the API works with; the entry point makes it, tests may give their own. */
export interface ApiDeps {
  config: Config;
  logger: Logger;
  keys: KeyStore;
  rates: RateStore;
  audit: AuditStore;
  logs: LogStore;
  exports: ExportStore;
  files: FileStore;
  runs: Runs;
  readQueue: QueueReader;
  metrics: Metrics;
  /** Whether the databases answer. */
  pingDatabases: () => Promise<void>;
}
