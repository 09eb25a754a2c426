import { createServer } from 'node:http';
import { Client, Connection } from '@temporalio/client';
import { createApp } from './api/app';
import { runMain, untilStopped } from './main';
import { createLogger } from './logger';
import { openStores } from './stores/open';
import { connectionOptions } from './temporal/connect';
import { createRuns } from './temporal/runs';

/** How long open requests may take to end once the process is told to stop. */
const DRAIN_MS = 10_000;

runMain(async (config) => {
  const logger = createLogger(config, 'api');
  const stores = openStores(config);
  const connection = Connection.lazy(connectionOptions(config));
  const runs = createRuns(new Client({ connection, namespace: config.TEMPORAL_NAMESPACE }), {
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    batchesAtOnce: config.EXPORT_BATCHES_AT_ONCE,
    retryBudgetSeconds: config.EXPORT_RETRY_BUDGET_SECONDS,
  });
  stores.ensureOwnIndexes().catch((error: unknown) => logger.warn({ err: error }, 'indexes could not be made'));

  const app = createApp({ config, logger, runs, pingDatabases: stores.ping, ...stores });
  const server = createServer({ requestTimeout: 120_000, headersTimeout: 20_000 }, app.callback());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.PORT, config.HOST, resolve);
  });
  logger.info({ address: server.address() }, 'api ready');

  await untilStopped();
  logger.info('api stopping');
  const drained = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  await drained;
  await Promise.all([stores.close(), connection.close()]);
});
