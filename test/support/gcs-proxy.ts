import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as send,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { refusalByRules } from './gcs-rules';

/** A request to GCS as tests look at it. */
export interface GcsRequest {
  kind: 'upload' | 'compose' | 'delete' | 'list' | 'describe' | 'read' | 'other';
  /** The object's name, or null where the request names none. */
  object: string | null;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * `status`: answered so, without asking GCS. `cut`: never arrives. `cutMidway`: half of it arrives. `loseAnswer`: arrives
 * and is done, but is not answered. `beforeAnswer`: is done, and then waited for before it is answered.
 */
export type GcsFault =
  | { status: number; headers?: Record<string, string> }
  | { beforeAnswer: () => Promise<unknown> }
  | 'cut'
  | 'cutMidway'
  | 'loseAnswer';

export interface GcsProxy {
  endpoint: string;
  /** Every request so far, in order of arrival. */
  requests: GcsRequest[];
  /** How many of a kind GCS carried out. */
  done(kind: GcsRequest['kind']): GcsRequest[];
  /** Asked before each request from now on; may wait, and answers what is to go wrong, if anything. */
  meddle(hook: (request: GcsRequest) => GcsFault | undefined | Promise<GcsFault | undefined>): void;
  stop(): Promise<void>;
}

const OBJECT = /^\/(?:download\/)?storage\/v1\/b\/[^/]+\/o\/(.+?)(\/compose)?$/;

function describe({ method, headers }: IncomingMessage, url: URL, body: Buffer): GcsRequest {
  const [, encoded, compose] = OBJECT.exec(url.pathname) ?? [];
  const object = url.searchParams.get('name') ?? (encoded === undefined ? null : decodeURIComponent(encoded));
  const kind = () => {
    if (url.pathname.startsWith('/upload/')) return 'upload';
    if (compose) return 'compose';
    if (object === null) return url.pathname.endsWith('/o') && method === 'GET' ? 'list' : 'other';
    if (method === 'DELETE') return 'delete';
    return url.searchParams.get('alt') === 'media' ? 'read' : 'describe';
  };
  return { kind: kind(), object, url, headers, body };
}

/**
 * Stands between the service and the GCS server of the test run: counts what arrives, lets requests go wrong, and
 * refuses what the real service would refuse where the stand-in is more forgiving.
 */
export async function startGcsProxy(upstream = process.env.GCS_API_ENDPOINT!): Promise<GcsProxy> {
  const requests: GcsRequest[] = [];
  const carriedOut = new Set<GcsRequest>();
  let hook: Parameters<GcsProxy['meddle']>[0] = () => undefined;

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
    if (typeof fault === 'object' && 'status' in fault) return answer(response, fault.status, fault.headers);
    const refused = await refusalByRules(seen, upstream);
    if (refused !== null) return answer(response, refused);

    const forwarded = send(url, { method: incoming.method!, headers: { ...incoming.headers, host: url.host } });
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
    response.writeHead(result.statusCode!, { ...headers, 'content-length': content.length });
    response.end(content);
  }

  function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}) {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ error: { code: status, message: `injected ${status}`, errors: [] } }));
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

/** Lets the first `times` requests that match go wrong in this way. */
export function failing(times: number, matches: (request: GcsRequest) => boolean, fault: GcsFault) {
  let left = times;
  return (request: GcsRequest) => (left > 0 && matches(request) && left-- > 0 ? fault : undefined);
}

export const isPart = ({ kind, object }: GcsRequest) => kind === 'upload' && object?.includes('/parts/') === true;
