import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import { createApp } from './api/app';
import type { Config } from './config';
import { openStores } from './stores/open';
import { connectionOptions } from './temporal/connect';
import { createRuns } from './temporal/runs';

/** How long open requests may take to end once the API is told to stop. */
const DRAIN_MS = 10_000;

/** Someone waits for the answer: a count over too many logs is given up, and said to be too large. */
const LOG_QUERY_MS = 30_000;

/** Starts the API; it listens when this resolves. `stop` lets open requests end, then closes every connection. */
export async function startApi(config: Config, logger: Logger): Promise<{ port: number; stop: () => Promise<void> }> {
  const stores = openStores(config, { logQueryMs: LOG_QUERY_MS });
  const connection = Connection.lazy(connectionOptions(config));
  const runs = createRuns(new Client({ connection, namespace: config.TEMPORAL_NAMESPACE }), config);
  await stores.ensureOwnIndexes().catch((error: unknown) => {
    logger.warn({ err: error }, 'the indexes of the records could not be made; the next start tries again');
  });

  const app = createApp({ config, logger, runs, pingDatabases: stores.ping, ...stores });
  const answer = app.callback();
  const timeouts = { requestTimeout: 120_000, headersTimeout: 20_000 };
  const server = createServer(timeouts, (request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.PORT, config.HOST, resolve);
  });

  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const drained = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const impatience = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      await drained;
      clearTimeout(impatience);
      await Promise.all([stores.close(), connection.close()]);
    },
  };
}
