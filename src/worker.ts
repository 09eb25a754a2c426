import { setFlagsFromString } from 'node:v8';
import { createLogger } from './process/logger';
import { runMain, untilStopped } from './process/main';
import { startTracing } from './observability/start-tracing';

// Replies from MongoDB outlive the young generation. By default V8 collects them only once the heap is four times its live
// size (docs/performance.md, Memory).
setFlagsFromString('--heap-growing-percent=150');

runMain(async (config) => {
  const logger = createLogger(config, 'worker');
  const tracing = await startTracing(config, 'worker');
  // Loaded only now: tracing patches modules as they are loaded.
  const { installSdkRuntime } = await import('./temporal/sdk-runtime.js');
  const { startWorker } = await import('./process/start-worker.js');
  const withMetrics = config.WORKER_METRICS_PORT !== undefined;
  const { sdkMetrics } = await installSdkRuntime(logger, { withMetrics });
  const worker = await startWorker(config, logger, { tracing, sdkMetrics });
  logger.info({ taskQueue: config.TEMPORAL_TASK_QUEUE, namespace: config.TEMPORAL_NAMESPACE }, 'worker ready');
  await Promise.race([worker.running, untilStopped()]);
  logger.info('worker stopping');
  await worker.stop();
  await tracing.stop();
});
