import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { refusalByRules } from './gcs-rules';
import { startStorageProxy, type StorageCallFault, type StorageProxy } from './storage-proxy';

/** A request to GCS as tests look at it. */
export interface GcsRequest {
  kind: 'upload' | 'compose' | 'delete' | 'list' | 'describe' | 'read' | 'other';
  /** The object's name, or null where the request names none. */
  object: string | null;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export type GcsFault = StorageCallFault;
export type GcsProxy = StorageProxy<GcsRequest>;

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

/** Stands between the service and the GCS server of the test run. */
export const startGcsProxy = (upstream = process.env.GCS_API_ENDPOINT!): Promise<GcsProxy> =>
  startStorageProxy({
    upstream,
    describe,
    refusal,
    keepsHost: false,
    rules: async (request) => {
      const status = await refusalByRules(request, upstream);
      return status === null ? null : refusal(status);
    },
  });

const refusal = (status: number) => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify({ error: { code: status, message: `injected ${status}`, errors: [] } }),
});

/** Lets the first `times` requests that match go wrong in this way. */
export function failing(times: number, matches: (request: GcsRequest) => boolean, fault: GcsFault) {
  let left = times;
  return (request: GcsRequest) => (left > 0 && matches(request) && left-- > 0 ? fault : undefined);
}

export const isPart = ({ kind, object }: GcsRequest) => kind === 'upload' && object?.includes('/parts/') === true;
