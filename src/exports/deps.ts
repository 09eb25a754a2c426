import type { Logger } from 'pino';
import type { Config } from '../config';
import type { Actor } from '../contract/actor';
import type { Objects } from '../objects/port';
import type { ExportStore } from '../stores/exports';
import type { LogStore } from '../stores/logs';
import type { Runs } from '../temporal/runs';
import type { CountTurns } from './count-turns';

/** What the application works with, whoever asks. */
export interface ExportsDeps {
  config: Pick<
    Config,
    'EXPORT_MAX_LOGS' | 'EXPORT_LOOKBACK_DAYS' | 'EXPORT_RETENTION_DAYS' | 'EXPORT_RUNS_PER_ORGANISATION'
  >;
  logger: Logger;
  logs: LogStore;
  exports: ExportStore;
  objects: Objects;
  runs: Runs;
  inTurn: CountTurns;
}

/** What is found out about a request for its audit entry, even where the request is refused then. */
export interface AuditFacts {
  /** Of the export or key that it is about; until that is found, the actor's own. */
  workspaceId: string | null;
  /** Which run of an export it is about. */
  attempt: number | null;
}

/** A request to the application: who asks, and what there is to note of it. */
export interface Asked {
  actor: Actor;
  about: AuditFacts;
}
