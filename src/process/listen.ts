import { createServer, type RequestListener, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** Time for open requests to finish once the server stops. */
const DRAIN_MS = 10_000;

interface Address {
  host: string;
  port: number;
}

/** Serves HTTP; it listens when this resolves. `stop` lets open requests end. */
export async function listen(
  answer: RequestListener,
  { host, port }: Address,
  { onClientError, ...options }: ServerOptions & { onClientError?: (error: Error, socket: Duplex) => void } = {},
): Promise<{ port: number; stop: () => Promise<void> }> {
  let isStopping = false;
  const server = createServer(options, (request, response) => {
    // Clients reuse their connections; tell them not to send the next request here.
    response.once('finish', () => isStopping && server.closeIdleConnections());
    return answer(request, response);
  });
  if (onClientError) server.on('clientError', onClientError);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      isStopping = true;
      const drained = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const impatience = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      await drained;
      clearTimeout(impatience);
    },
  };
}
