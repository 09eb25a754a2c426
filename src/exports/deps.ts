import type { Logger } from 'pino';
import type { Config } from '../config';
import type { Actor } from '../contract/actor';
import type { Objects } from '../objects/port';
import type { SettingsStore } from '../stores/export-settings';
import type { ExportStore } from '../stores/exports';
import type { LogStore } from '../stores/logs';
import type { Runs } from '../temporal/runs';
import type { CountTurns } from './count-turns';

/** The stores and engines that the application uses. */
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
  settings: SettingsStore;
  inTurn: CountTurns;
}

/** What a request notes for its audit entry, even if it is refused. */
export interface AuditFacts {
  /** The tenant of the export or key concerned; until that is found, the actor's own. */
  workspaceId: string | null;
  /** The run of the export concerned. */
  attempt: number | null;
  /** Of settings: what they were and are. */
  change?: { before: object; after: object };
}

/** A request to the application: who asks, and its notes for the audit trail. */
export interface Asked {
  actor: Actor;
  about: AuditFacts;
}
