import { createLogger } from './logger';
import { runMain, untilStopped } from './main';
import { startWorker } from './start-worker';
import { passSdkLogs } from './temporal/sdk-logs';

runMain(async (config) => {
  const logger = createLogger(config, 'worker');
  passSdkLogs(logger);
  const worker = await startWorker(config, logger);
  logger.info({ taskQueue: config.TEMPORAL_TASK_QUEUE, namespace: config.TEMPORAL_NAMESPACE }, 'worker ready');
  await Promise.race([worker.running, untilStopped()]);
  logger.info('worker stopping');
  await worker.stop();
});
