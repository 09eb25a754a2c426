import { type AddressInfo, createServer } from 'node:net';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

/** Timeout for an answer from this same process. */
const SCRAPE_MS = 3_000;

/**
 * Sets up Temporal's SDK, once per process and before its first worker. Its warnings and errors go to our log. With
 * `withMetrics` it returns a function that reads the SDK's metrics in Prometheus's format; the SDK serves them only on a
 * port of its own, which is bound to loopback.
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
    // Serve the other metrics without them.
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
