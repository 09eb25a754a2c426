/** What the API, the worker and the workflow agree on across Temporal. Inputs and results hold ids and counts only. */

export const EXPORT_WORKFLOW = 'exportLogs';
export const RECONCILE_WORKFLOW = 'reconcileExports';
export const EXPIRE_WORKFLOW = 'expireExports';
export const SCHEDULE_WORKFLOW = 'scheduledExports';
export const RECONCILE_SCHEDULES_WORKFLOW = 'reconcileSchedules';
export const PROGRESS_QUERY = 'progress';
export const DELIVER_WORKFLOW = 'deliverWebhook';
export const TRY_NOW_SIGNAL = 'tryNow';

const ID_PREFIX = 'logs-export-';

/** Batches, which take seconds, wait in a queue of their own, so that nobody's short steps wait behind them. */
export const batchQueueOf = (taskQueue: string) => `${taskQueue}-batches`;

/** Tries of webhooks wait for strangers' servers: they have a queue, and slots, of their own. */
export const webhookQueueOf = (taskQueue: string) => `${taskQueue}-webhooks`;

export const deliveryWorkflowIdOf = (deliveryId: string) => `webhook-${deliveryId}`;

export const workflowIdOf = (exportId: string) => `${ID_PREFIX}${exportId}`;

/** The custom search attributes (all keywords) that operators filter exports by in the Temporal UI. */
export const searchAttributeNames = [
  'OrganisationId',
  'WorkspaceId',
  'ExportStatus',
  'RequestedBy',
  // These two only of the exports of schedules.
  'ScheduleId',
  'WindowStart',
] as const;

/** A run of an export: every write to its record is conditional on `run` still being the one it names. */
export interface RunRef {
  exportId: string;
  /** Made anew at every start; fences out whatever an earlier run left behind. */
  run: string;
}

export interface ExportLogsInput extends RunRef {
  /** How many batches are written at the same time. */
  batchesAtOnce: number;
  /** For how long, in seconds, a step is tried again before the export fails. */
  retryBudgetSeconds: number;
}

/** What is to be done: the indexes of the batches not yet written, and what was written before. */
export interface PlanResult {
  total: number;
  batches: number;
  todo: number[];
  exported: number;
  bytes: number;
  /** That the export is one batch, which takes no longer than the other steps. */
  isShort: boolean;
}

export interface ScheduledExportsInput {
  scheduleId: string;
}

export interface WriteBatchInput extends RunRef {
  index: number;
}

export interface WrittenBatch {
  rows: number;
  bytes: number;
  /** Logs that were left out; results of earlier versions lack it. */
  skipped?: number;
}

export interface ComposedFile {
  name: string;
  bytes: number;
  crc32c: string;
  /** The object store's own mark of this very content. */
  version: string;
}

export type Outcome =
  /** `exported`: how many logs the file holds. */
  | { status: 'success'; file: ComposedFile; exported: number }
  | { status: 'failure'; error: string; errorCode: string }
  | { status: 'stopped' };

export interface FinishInput extends RunRef {
  outcome: Outcome;
}

/** The answer to the `progress` query. */
export interface ExportProgress {
  phase: 'planning' | 'writing' | 'composing' | 'finished';
  exported: number;
  total: number | null;
  bytes: number;
  batches: { done: number; total: number };
}

export interface DeliverWebhookInput {
  deliveryId: string;
}

export interface TryWebhookInput extends DeliverWebhookInput {
  /** After how many seconds the next try comes, where the receiver does not ask for longer; null: this is the last one. */
  pauseSeconds: number | null;
}

/** After how many seconds to try again; null where there is nothing left to do. */
export interface TriedWebhook {
  againInSeconds: number | null;
}
