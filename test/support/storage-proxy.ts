import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * `status`: answered so, without asking the store; `code` is the store's word for it. `cut`: never arrives. `cutMidway`: half of it arrives. `loseAnswer`: arrives
 * and is done, but is not answered. `beforeAnswer`: is done, and then waited for before it is answered.
 */
export type StorageCallFault =
  | { status: number; code?: string; headers?: Record<string, string> }
  | { beforeAnswer: () => Promise<unknown> }
  | 'cut'
  | 'cutMidway'
  | 'loseAnswer';

export interface StorageProxy<R> {
  endpoint: string;
  /** Every request so far, in order of arrival. */
  requests: R[];
  /** Those of a kind that the store carried out. */
  done(kind: R extends { kind: infer Kind } ? Kind : never): R[];
  /** Asked before each request from now on; may wait, and answers what is to go wrong, if anything. */
  meddle(hook: (request: R) => StorageCallFault | undefined | Promise<StorageCallFault | undefined>): void;
  stop(): Promise<void>;
}

interface Answered {
  status: number;
  contentType: string;
  body: string;
}

interface Proxied<R> {
  upstream: string;
  describe: (incoming: IncomingMessage, url: URL, body: Buffer) => R;
  /** What the real service answers where the stand-in would answer otherwise; null: the same. */
  rules: (request: R) => Promise<Answered | null>;
  /** An answer of the store's kind with this status, and its most common code for it if no other is given. */
  refusal: (status: number, code?: string) => Answered;
  /** Whether the signature covers the host that the client asked. */
  keepsHost: boolean;
}

/**
 * Stands between the service and the object store of the test run: counts what arrives, lets requests go wrong, and
 * refuses what the real service would refuse where the stand-in is more forgiving.
 */
export async function startStorageProxy<R extends { kind: string }>({
  upstream,
  describe,
  rules,
  refusal,
  keepsHost,
}: Proxied<R>): Promise<StorageProxy<R>> {
  const requests: R[] = [];
  const carriedOut = new Set<R>();
  let hook: Parameters<StorageProxy<R>['meddle']>[0] = () => undefined;

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => incoming.socket.destroy());
  });

  async function handle(incoming: IncomingMessage, response: ServerResponse) {
    const body = await buffer(incoming);
    const url = new URL(incoming.url!, upstream);
    const seen = describe(incoming, url, body);
    requests.push(seen);
    const fault = await hook(seen);
    if (fault === 'cut') return void incoming.socket.destroy();
    if (typeof fault === 'object' && 'status' in fault)
      return answer(response, refusal(fault.status, fault.code), fault.headers);
    const ruled = await rules(seen);
    if (ruled) {
      if (ruled.status < 300) carriedOut.add(seen);
      return answer(response, ruled);
    }

    const forwarded = send(url, {
      method: incoming.method!,
      headers: { ...incoming.headers, ...(!keepsHost && { host: url.host }) },
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      forwarded.on('response', resolve).on('error', reject);
    });
    if (fault === 'cutMidway') {
      forwarded.write(body.subarray(0, body.length / 2), () => forwarded.destroy(new Error('cut midway')));
    } else {
      forwarded.end(body);
    }
    const result = await answered;
    const content = await buffer(result);
    if (result.statusCode! < 300) carriedOut.add(seen);
    if (fault === 'loseAnswer') return void incoming.socket.destroy();
    if (typeof fault === 'object') await fault.beforeAnswer();
    const { 'transfer-encoding': _chunked, ...headers } = result.headers;
    // The answer to HEAD tells the length of what it leaves out.
    const length = incoming.method === 'HEAD' ? {} : { 'content-length': content.length };
    response.writeHead(result.statusCode!, { ...headers, ...length });
    response.end(content);
  }

  function answer(
    response: ServerResponse,
    { status, contentType, body }: Answered,
    headers: Record<string, string> = {},
  ) {
    response.writeHead(status, { 'content-type': contentType, ...headers });
    response.end(body);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    done: (kind) => requests.filter((request) => request.kind === kind && carriedOut.has(request)),
    meddle: (next) => {
      hook = next;
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
