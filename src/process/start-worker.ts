import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, TransportError } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../activities';
import { bundlePath, bundleWorkflows } from '../temporal/bundle-workflows';
import type { Config } from '../config';
import { countEndings, countParts } from '../observability/count-exports';
import { createMetrics } from '../observability/metrics';
import { serveOperations } from '../observability/serve-operations';
import { noTracing, type Tracing } from '../observability/tracing';
import { watchActivities } from '../observability/watch-activities';
import { createCountTurns } from '../exports/count-turns';
import { createPatience } from './patience';
import { isMongoDown } from '../stores/databases';
import type { LogStore } from '../stores/logs';
import { openObjects } from '../objects/open';
import { openStores } from '../stores/open';
import { connectionOptions } from '../temporal/connect';
import { createDispatch } from '../temporal/dispatch';
import { createRuns } from '../temporal/runs';
import { ensureNamespaceSetup } from '../temporal/setup';
import { createTimetable } from '../temporal/timetable';
import { createWorkers } from '../temporal/workers';
import { createAddresses } from '../webhooks/addresses';
import { createSealer } from '../webhooks/sealer';

interface WorkerOptions {
  /** The workflow bundle; by default the built one, or else one made now. */
  workflowBundle?: { codePath: string };
  tracing?: Tracing;
  /** The clock that the windows of schedules are over by. */
  now?: () => Date;
  /** What Temporal's SDK exports, to be added to the worker's own metrics. */
  sdkMetrics?: () => Promise<string>;
}

/**
 * Starts a worker, which polls its task queue when this resolves. `stop` takes no new tasks, gives running ones the grace
 * period to finish, then closes every connection. `running` rejects if the worker fails.
 */
export async function startWorker(
  config: Config,
  logger: Logger,
  { workflowBundle, tracing = noTracing, now = () => new Date(), sdkMetrics }: WorkerOptions = {},
): Promise<{ running: Promise<void>; metricsPort: number | null; stop: () => Promise<void> }> {
  const { TEMPORAL_NAMESPACE: namespace, TEMPORAL_TASK_QUEUE: taskQueue } = config;
  const objects = openObjects(config);
  const metrics = createMetrics('worker');
  const options = connectionOptions(config);
  const client = new Client({ connection: Connection.lazy(options), namespace });
  const runs = createRuns(client, config);
  const { start: startDelivery } = createDispatch(client, config);
  const stores = openStores(config, objects.locate, { delivered: countEndings(metrics), startDelivery });
  const patiently = createPatience(config.START_WITHIN_SECONDS, logger);
  const connection = await patiently(temporalIsThere, () => NativeConnection.connect(options));
  await ensureNamespaceSetup(client, { namespace, taskQueue, logger });
  await patiently(mongoIsThere, () => stores.prepareOwn());
  await patiently(mongoIsThere, () => ensureLogIndexes(stores.logs, logger));

  const limits = {
    maxLogs: config.EXPORT_MAX_LOGS,
    batchLogs: config.EXPORT_BATCH_LOGS,
    partBytes: config.EXPORT_PART_BYTES,
    batchesAtOnce: config.WORKER_BATCHES_AT_ONCE,
    retentionDays: config.EXPORT_RETENTION_DAYS,
  };
  const sending = {
    addresses: createAddresses(config.WEBHOOK_ALLOWED_HOSTS),
    sealer: createSealer(config.WEBHOOK_SECRET_KEYS ?? []),
  };
  const exports = countParts(stores.exports, metrics);
  const timetable = createTimetable(client, config);
  const inTurn = createCountTurns();
  const scheduling = { ...stores, config, logger, objects, runs, inTurn, timetable, now };
  const workers = await createWorkers({
    connection,
    namespace,
    taskQueue,
    workflowBundle: workflowBundle ?? (await builtWorkflows()),
    activities: createActivities({
      ...stores,
      ...sending,
      objects,
      exports,
      runs,
      scheduling,
      logger,
      metrics,
      limits,
    }),
    interceptors: { activity: [...tracing.activities, watchActivities(metrics)] },
    sinks: tracing.sinks,
    batchesAtOnce: config.WORKER_BATCHES_AT_ONCE,
    // An activity learns of a cancellation by the answer to a heartbeat, so heartbeats must not be delayed for long.
    maxHeartbeatThrottleInterval: '1 second',
    shutdownGraceTime: `${config.WORKER_GRACE_SECONDS} seconds`,
  });
  const running = workers.run();
  const operations = await serveOperations(config, {
    metrics,
    pings: { mongodb: stores.ping, temporal: () => runs.ping(), [objects.store]: () => objects.ping() },
    // A stopping worker is alive: killing it would redo the activities that it is finishing.
    isAlive: workers.isAlive,
    isTaking: workers.isTaking,
    others: sdkMetrics,
  });

  return {
    running,
    metricsPort: operations?.port ?? null,
    async stop() {
      workers.shutdown();
      await running;
      await operations?.stop();
      await Promise.all([stores.close(), connection.close(), client.connection.close()]);
    },
  };
}

const temporalIsThere = {
  engine: 'Temporal',
  settings: 'TEMPORAL_ADDRESS',
  isDown: (error: unknown) => error instanceof TransportError,
};
const mongoIsThere = {
  engine: 'MongoDB',
  settings: 'MONGO_DB_CONNECTION_URL (or EXPORTS_DB_CONNECTION_URL)',
  isDown: isMongoDown,
};

/** How long a starting worker waits for the log indexes, which take hours to build in a large store. */
const INDEXES_MS = 10_000;

/** Without the indexes exports are slow but work: in a read-only store, and while the indexes are being built. */
async function ensureLogIndexes(logs: LogStore, logger: Logger): Promise<void> {
  const made = logs.ensureIndexes().catch((error: unknown) => {
    if (isMongoDown(error)) throw error;
    logger.warn(
      { err: error },
      `the log store refuses the indexes that exports read by: exports will be slow. ${logs.indexCommands}`,
    );
  });
  const isMade = await Promise.race([made.then(() => true), setTimeout(INDEXES_MS, false, { ref: false })]);
  if (isMade) return;
  logger.warn('MongoDB is still making the indexes that exports read by: exports will be slow until it has');
  made.catch((error: unknown) => {
    logger.warn({ err: error }, 'MongoDB went away while it made the indexes of the logs: the next start looks again');
  });
}

/** The built bundle, or else one made now. */
async function builtWorkflows() {
  return existsSync(bundlePath) ? { codePath: bundlePath } : bundleWorkflows();
}
