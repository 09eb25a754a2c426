import { createLogger } from './logger';
import { runMain, untilStopped } from './main';
import { startApi } from './start-api';

runMain(async (config) => {
  const logger = createLogger(config, 'api');
  const api = await startApi(config, logger);
  logger.info({ host: config.HOST, port: api.port }, 'api ready');
  await untilStopped();
  logger.info('api stopping');
  await api.stop();
});
