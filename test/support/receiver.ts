import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './waiting';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver of webhooks on this machine. `answer` decides what each is answered; by default it is taken. */
export async function startReceiver() {
  const received: Received[] = [];
  let answer: (request: Received, response: ServerResponse) => unknown = (_request, response) =>
    void response.end('taken');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { path: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString() };
      received.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: (path = '/hook') => `http://127.0.0.1:${port}${path}`,
    received,
    at: (path: string) => received.filter((one) => one.path === path),
    answer: (how: typeof answer) => void (answer = how),
    /** Waits until so many have come to this path. */
    until: (path: string, count = 1) => until(() => received.filter((one) => one.path === path).length >= count),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
