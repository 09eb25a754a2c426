/**
 * Creates what an installation needs before its processes start: the namespace with its search attributes and schedules,
 * and the indexes. Safe to run again. A worker creates everything but the namespace itself.
 */
import { Client, Connection } from '@temporalio/client';
import { ConfigError, loadConfig } from './config';
import { createLogger } from './process/logger';
import { openObjects } from './objects/open';
import { openStores } from './stores/open';
import { connectionOptions } from './temporal/connect';
import { ensureNamespace } from './temporal/namespace';
import { ensureNamespaceSetup } from './temporal/setup';

async function setUp(): Promise<void> {
  const config = loadConfig();
  const { TEMPORAL_NAMESPACE: namespace, TEMPORAL_TASK_QUEUE: taskQueue } = config;
  const logger = createLogger(config, 'setup');
  const connection = await Connection.connect(connectionOptions(config));
  const client = new Client({ connection, namespace });
  await ensureNamespace(client);
  await ensureNamespaceSetup(client, { namespace, taskQueue, logger });
  await connection.close();

  const stores = openStores(config, openObjects(config).locate);
  await stores.prepareOwn();
  await stores.logs.ensureIndexes().catch((error: unknown) => {
    logger.warn(
      { err: error },
      `the log store refuses the indexes that exports read by: exports will be slow. ${stores.logs.indexCommands}`,
    );
  });
  await stores.close();
  logger.info({ namespace, taskQueue }, 'set up');
}

setUp().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
