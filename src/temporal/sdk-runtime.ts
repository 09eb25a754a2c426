import { type AddressInfo, createServer } from 'node:net';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

/** Waits for an answer of this very process. */
const SCRAPE_MS = 3_000;

/**
 * Sets up Temporal's SDK, once a process and before its first worker: what it logs goes to our log, from warnings on.
 * `withMetrics`: answers how its metrics are read, in Prometheus's format. The SDK's native half keeps those, and
 * offers them on a port of its own only: one that nobody but this machine reaches.
 */
export async function installSdkRuntime(
  logger: Logger,
  { withMetrics }: { withMetrics: boolean },
): Promise<{ sdkMetrics: () => Promise<string> }> {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  const sdkLogger = new DefaultLogger('WARN', ({ level, message, meta }) =>
    logger[levels[level]]({ err: meta?.error }, message),
  );
  if (!withMetrics) {
    Runtime.install({ logger: sdkLogger });
    return { sdkMetrics: () => Promise.resolve('') };
  }
  const bindAddress = `127.0.0.1:${await freePort()}`;
  const units = { countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true };
  Runtime.install({ logger: sdkLogger, telemetryOptions: { metrics: { prometheus: { bindAddress, ...units } } } });
  return {
    // Without them, the others are still worth having.
    sdkMetrics: () =>
      fetch(`http://${bindAddress}/metrics`, { signal: AbortSignal.timeout(SCRAPE_MS) }).then(
        (answer) => answer.text(),
        () => '',
      ),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
