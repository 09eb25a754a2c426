import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../src/api/app';
import { createCountTurns } from '../../src/exports/count-turns';
import { createLogger } from '../../src/process/logger';
import { createMetrics } from '../../src/observability/metrics';
import { createQueueReader } from '../../src/temporal/queue';
import { createDispatch } from '../../src/temporal/dispatch';
import { createRuns } from '../../src/temporal/runs';
import { createAddresses } from '../../src/webhooks/addresses';
import { createTimetable } from '../../src/temporal/timetable';
import type { Stack } from '../support/stack';
import type { Turnstile } from './turnstile';
import { openAllStores } from '../support/open-stores';

/** An API as its entry point makes it, with stores of its own, whose calls about exports go through the turnstile. */
export async function startGatedApi({ config, temporal }: Stack, { guard }: Turnstile, index: number) {
  const stores = openAllStores(config);
  const app = createApp({
    ...stores,
    config,
    logger: createLogger(config, 'api'),
    metrics: createMetrics('api'),
    readQueue: createQueueReader(temporal, config.TEMPORAL_TASK_QUEUE),
    pingDatabases: stores.ping,
    exports: guard(index, 'exports', stores.exports),
    objects: {
      ...stores.objects,
      open: (location, organisation) => guard(index, 'files', stores.objects.open(location, organisation)),
    },
    inTurn: createCountTurns(),
    dispatch: createDispatch(temporal, config),
    addresses: createAddresses(config.WEBHOOK_ALLOWED_HOSTS),
    sealer: null,
    timetable: createTimetable(temporal, config),
    now: () => new Date(),
    runs: guard(index, 'runs', createRuns(temporal, config)),
  });
  const answer = app.callback();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await stores.close();
    },
  };
}
