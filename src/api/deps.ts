import type { Logger } from 'pino';
import type { Config } from '../config';
import type { ExportStore } from '../stores/exports';
import type { FileStore } from '../stores/files';
import type { KeyStore } from '../stores/keys';
import type { LogStore } from '../stores/logs';
import type { Runs } from '../temporal/runs';

/** What the API works with; the entry point makes it, tests may give their own. */
export interface ApiDeps {
  config: Config;
  logger: Logger;
  keys: KeyStore;
  logs: LogStore;
  exports: ExportStore;
  files: FileStore;
  runs: Runs;
  /** Whether the databases answer. */
  pingDatabases: () => Promise<void>;
}
