import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from './activities';
import { createLogger } from './logger';
import { runMain, untilStopped } from './main';
import { openStores } from './stores/open';
import { connectionOptions } from './temporal/connect';
import { createRuns } from './temporal/runs';
import { passSdkLogs } from './temporal/sdk-logs';
import { ensureNamespaceSetup } from './temporal/setup';

runMain(async (config) => {
  const logger = createLogger(config, 'worker');
  passSdkLogs(logger);
  const stores = openStores(config);
  const options = connectionOptions(config);
  const namespace = config.TEMPORAL_NAMESPACE;
  const taskQueue = config.TEMPORAL_TASK_QUEUE;
  const connection = await NativeConnection.connect(options);
  const client = new Client({ connection: Connection.lazy(options), namespace });
  const runs = createRuns(client, {
    taskQueue,
    batchesAtOnce: config.EXPORT_BATCHES_AT_ONCE,
    retryBudgetSeconds: config.EXPORT_RETRY_BUDGET_SECONDS,
  });
  await ensureNamespaceSetup(client, { namespace, taskQueue, logger });
  await stores.ensureOwnIndexes();
  await stores.logs.ensureIndexes().catch((error: unknown) => {
    logger.warn({ err: error }, 'the log store refuses the indexes that exports read by: exports will be slow');
  });

  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: await workflowBundle(),
    activities: createActivities({
      ...stores,
      runs,
      logger,
      limits: {
        maxLogs: config.EXPORT_MAX_LOGS,
        batchLogs: config.EXPORT_BATCH_LOGS,
        partBytes: config.EXPORT_PART_BYTES,
      },
    }),
    maxConcurrentActivityTaskExecutions: config.WORKER_ACTIVITIES_AT_ONCE,
    // A cancellation reaches an activity with the answer to a heartbeat: it should not wait for long.
    maxHeartbeatThrottleInterval: '1 second',
    shutdownGraceTime: `${config.WORKER_GRACE_SECONDS} seconds`,
  });
  const running = worker.run();
  logger.info({ taskQueue, namespace }, 'worker ready');

  await Promise.race([running, untilStopped()]);
  logger.info('worker stopping');
  if (worker.getState() === 'RUNNING') worker.shutdown();
  await running;
  await Promise.all([stores.close(), connection.close(), client.connection.close()]);
});

/** The bundle that the build made; without one, it is made now. */
async function workflowBundle() {
  const codePath = join(__dirname, 'workflow-bundle.js');
  if (existsSync(codePath)) return { codePath };
  return bundleWorkflowCode({ workflowsPath: join(__dirname, 'workflows') });
}
