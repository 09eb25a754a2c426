import { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import { createApp } from '../api/app';
import { answerClientError, MAX_HEADER_BYTES } from '../api/client-error';
import type { Config } from '../config';
import { createCountTurns } from '../exports/count-turns';
import { listen } from './listen';
import { countEndings } from '../observability/count-exports';
import { createMetrics } from '../observability/metrics';
import { noTracing, type Tracing } from '../observability/tracing';
import { openObjects } from '../objects/open';
import { openStores } from '../stores/open';
import { connectionOptions } from '../temporal/connect';
import { createDispatch } from '../temporal/dispatch';
import { createQueueReader } from '../temporal/queue';
import { createRuns } from '../temporal/runs';
import { createAddresses } from '../webhooks/addresses';
import { createSealer } from '../webhooks/sealer';
import { createTimetable } from '../temporal/timetable';

/** Timeout for queries of requests: a client waits for the answer. */
const LOG_QUERY_MS = 30_000;
const STORAGE_PATIENCE = { timeoutMs: 5_000, retries: 1 };

/** Starts the API; it listens when this resolves. `stop` lets open requests end, then closes every connection. */
export async function startApi(
  config: Config,
  logger: Logger,
  { tracing = noTracing, now = () => new Date() }: { tracing?: Tracing; now?: () => Date } = {},
): Promise<{ port: number; stop: () => Promise<void> }> {
  const objects = openObjects(config, STORAGE_PATIENCE);
  const metrics = createMetrics('api');
  const connection = Connection.lazy(connectionOptions(config));
  const interceptors = { workflow: tracing.client };
  const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE, interceptors });
  const runs = createRuns(client, config);
  const dispatch = createDispatch(client, config);
  const stores = openStores(config, objects.locate, {
    logQueryMs: LOG_QUERY_MS,
    delivered: countEndings(metrics),
    startDelivery: dispatch.start,
  });
  await stores.prepareOwn().catch((error: unknown) => {
    logger.warn({ err: error }, 'the indexes of the records could not be made; the next start tries again');
  });

  const app = createApp({
    ...stores,
    objects,
    inTurn: createCountTurns(),
    config,
    logger,
    runs,
    dispatch,
    addresses: createAddresses(config.WEBHOOK_ALLOWED_HOSTS),
    sealer: createSealer(config.WEBHOOK_SECRET_KEYS ?? []),
    metrics,
    timetable: createTimetable(client, config),
    now,
    readQueue: createQueueReader(client, config.TEMPORAL_TASK_QUEUE),
    pingDatabases: stores.ping,
  });
  const answer = app.callback();
  const options = {
    ...{ maxHeaderSize: MAX_HEADER_BYTES, onClientError: answerClientError },
    requestTimeout: 120_000,
    headersTimeout: 20_000,
    keepAliveTimeout: config.HTTP_KEEP_ALIVE_SECONDS * 1_000,
  };
  const address = { host: config.HOST, port: config.PORT };
  const server = await listen((request, response) => void answer(request, response), address, options);

  return {
    port: server.port,
    async stop() {
      await server.stop();
      await Promise.all([stores.close(), connection.close()]);
    },
  };
}
