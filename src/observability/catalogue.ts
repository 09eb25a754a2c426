/**
 * Every metric of this service: the instruments, docs/metrics.md and the tests are made from this list. Names have base
 * units. Labels take few values, and never an id, a name or text of a client.
 */
import { tryResults } from '../contract/webhooks';
import { faultCodes } from '../model/errors';

export type ProcessName = 'api' | 'worker';

export interface Definition {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  /** The processes that export it. */
  from: readonly ProcessName[];
  labels: readonly string[];
  /** Series that start at 0: Prometheus sees an increase only in a series that it has seen before. */
  known?: readonly Readonly<Record<string, string>>[];
  /** Upper bounds, in seconds. */
  buckets?: readonly number[];
}

export const activityNames = [
  'plan',
  'writeBatch',
  'composeFile',
  'discardParts',
  'discardLeftovers',
  'finish',
  'reconcile',
  'expire',
  'tryWebhook',
  'advance',
  'reconcileSchedules',
] as const;
export type ActivityName = (typeof activityNames)[number];
const activityOutcomes = ['completed', 'failed', 'cancelled'] as const;

export const NO_REASON = 'none';
/** The reason of failures without an error code of this service. */
export const OTHER_REASON = 'other';

const endings = [
  { status: 'success', reason: NO_REASON },
  { status: 'stopped', reason: NO_REASON },
  ...faultCodes.map((reason) => ({ status: 'failure', reason })),
];

export const catalogue = {
  exportsEnded: {
    name: 'logs_export_exports_ended_total',
    type: 'counter',
    help: 'Finished runs of exports, by status and, for failures, error code.',
    from: ['api', 'worker'],
    labels: ['status', 'reason'],
    known: endings,
  },
  exportsRunning: {
    name: 'logs_export_exports_running',
    type: 'gauge',
    help: 'Exports in progress, in the whole installation.',
    from: ['api'],
    labels: [],
  },
  oldestRunning: {
    name: 'logs_export_exports_oldest_running_seconds',
    type: 'gauge',
    help: 'How long the oldest export in progress has been running; 0 if there is none.',
    from: ['api'],
    labels: [],
  },
  rowsWritten: {
    name: 'logs_export_rows_written_total',
    type: 'counter',
    help: 'Logs written to parts of files.',
    from: ['worker'],
    labels: [],
  },
  bytesWritten: {
    name: 'logs_export_bytes_written_total',
    type: 'counter',
    help: 'Bytes of written parts, as stored.',
    from: ['worker'],
    labels: [],
  },
  activityDuration: {
    name: 'logs_export_activity_duration_seconds',
    type: 'histogram',
    help: 'Duration of activity attempts, by outcome; activity="writeBatch" is the latency of batches.',
    from: ['worker'],
    labels: ['activity', 'outcome'],
    known: activityNames.flatMap((activity) => activityOutcomes.map((outcome) => ({ activity, outcome }))),
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800],
  },
  activityQueue: {
    name: 'logs_export_activity_queue_seconds',
    type: 'histogram',
    help: 'How long activity attempts waited in the task queue.',
    from: ['worker'],
    labels: ['activity'],
    known: activityNames.map((activity) => ({ activity })),
    buckets: [0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 1_800, 7_200],
  },
  activityRetries: {
    name: 'logs_export_activity_retries_total',
    type: 'counter',
    help: 'Activity attempts after the first, whether that one failed or its worker died.',
    from: ['worker'],
    labels: ['activity'],
    known: activityNames.map((activity) => ({ activity })),
  },
  activityFailures: {
    name: 'logs_export_activity_failures_total',
    type: 'counter',
    help: 'Failed activity attempts, by error code; "other" is a failure without a code of this service.',
    from: ['worker'],
    labels: ['activity', 'reason'],
  },
  reconcilerFindings: {
    name: 'logs_export_reconciler_findings_total',
    type: 'counter',
    help: 'Exports in progress without a running workflow that the reconciler settled, by error code.',
    from: ['worker'],
    labels: ['reason'],
    known: ['workflow_terminated', 'workflow_timed_out', 'workflow_failed', 'workflow_lost'].map((reason) => ({
      reason,
    })),
  },
  webhookTries: {
    name: 'logs_export_webhook_tries_total',
    type: 'counter',
    help: 'Tries to deliver an event to a webhook: result="refused" is an answer other than 2xx, "unanswered" none at all.',
    from: ['worker'],
    labels: ['result'],
    known: tryResults.map((result) => ({ result })),
  },
  webhookOldestUntried: {
    name: 'logs_export_webhook_oldest_untried_seconds',
    type: 'gauge',
    help: 'How long the event that has waited longest for its first try has waited; 0 if none waits.',
    from: ['api'],
    labels: [],
  },
  scheduleWindows: {
    name: 'logs_export_schedule_windows',
    type: 'gauge',
    help: 'Windows of schedules: state="due" are over and not exported yet, "late" have been due for ten minutes, "failed" have an export that failed.',
    from: ['api'],
    labels: ['state'],
  },
  scheduleOldestDue: {
    name: 'logs_export_schedule_oldest_due_seconds',
    type: 'gauge',
    help: 'How long the window of a schedule that has waited longest has been due; 0 if none is.',
    from: ['api'],
    labels: [],
  },
  queueBacklog: {
    name: 'logs_export_queue_backlog_tasks',
    type: 'gauge',
    help: 'Tasks waiting in the task queues, as counted by Temporal: kind="batch" are batches, "webhook" tries of webhooks, "activity" the other steps.',
    from: ['api'],
    labels: ['kind'],
  },
  queueBacklogAge: {
    name: 'logs_export_queue_backlog_age_seconds',
    type: 'gauge',
    help: 'How long the oldest task in the task queues has waited, as reported by Temporal.',
    from: ['api'],
    labels: ['kind'],
  },
  queuePollers: {
    name: 'logs_export_queue_pollers',
    type: 'gauge',
    help: 'Workers that polled the task queues in the last two minutes. A worker without free slots polls for workflow tasks only.',
    from: ['api'],
    labels: ['kind'],
  },
  httpRequests: {
    name: 'logs_export_http_request_duration_seconds',
    type: 'histogram',
    help: 'Duration of HTTP requests, by route and status.',
    from: ['api'],
    labels: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
  engineUp: {
    name: 'logs_export_engine_up',
    type: 'gauge',
    help: '1 if an engine answers this process, else 0.',
    from: ['api', 'worker'],
    labels: ['engine'],
  },
  buildInfo: {
    name: 'logs_export_build_info',
    type: 'gauge',
    help: '1, labelled with the running version.',
    from: ['api', 'worker'],
    labels: ['version'],
  },
} as const satisfies Record<string, Definition>;

export type Catalogue = typeof catalogue;
export const definitions: Readonly<Record<string, Definition>> = catalogue;
