import { createLogger } from './process/logger';
import { runMain, untilStopped } from './process/main';
import { startTracing } from './observability/start-tracing';

runMain(async (config) => {
  const logger = createLogger(config, 'api');
  const tracing = await startTracing(config, 'api');
  // Loaded only now: tracing patches modules as they are loaded.
  const { startApi } = await import('./process/start-api.js');
  const api = await startApi(config, logger, { tracing });
  logger.info({ host: config.HOST, port: api.port }, 'api ready');
  await untilStopped();
  logger.info('api stopping');
  await api.stop();
  await tracing.stop();
});
