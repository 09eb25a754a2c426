import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { S3 } from '@aws-sdk/client-s3';
import { deletedByRules } from './s3-rules';
import { startStorageProxy, type StorageProxy } from './storage-proxy';

/** A request to S3 as tests look at it. */
export interface S3Request {
  kind: 'put' | 'read' | 'describe' | 'list' | 'create' | 'send' | 'copy' | 'complete' | 'abort' | 'uploads' | 'delete';
  /** The object's key, or null where the request names none. */
  object: string | null;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}
export type S3Proxy = StorageProxy<S3Request>;

function kindOf({ method, headers }: IncomingMessage, { searchParams }: URL, object: string | null): S3Request['kind'] {
  if (object === null) {
    if (method === 'POST') return 'delete';
    return searchParams.has('uploads') ? 'uploads' : 'list';
  }
  if (searchParams.has('uploads')) return 'create';
  if (method === 'POST') return 'complete';
  if (method === 'DELETE') return searchParams.has('uploadId') ? 'abort' : 'delete';
  if (method === 'HEAD') return 'describe';
  if (method === 'GET') return 'read';
  if (!searchParams.has('uploadId')) return 'put';
  return headers['x-amz-copy-source'] ? 'copy' : 'send';
}

function describe(incoming: IncomingMessage, url: URL, body: Buffer): S3Request {
  const [, key] = /^\/[^/]+\/(.+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
  const object = key ?? null;
  return { kind: kindOf(incoming, url, object), object, url, headers: incoming.headers, body };
}

const codes: Record<number, string> = {
  403: 'AccessDenied',
  409: 'ConditionalRequestConflict',
  500: 'InternalError',
  503: 'SlowDown',
};

/** Stands between the service and the S3 server of a suite, which `s3` reaches without it. */
export const startS3Proxy = (upstream: string, s3: S3): Promise<S3Proxy> =>
  startStorageProxy({
    upstream,
    describe,
    keepsHost: true,
    rules: (request) => deletedByRules(request, s3),
    refusal: (status, code = codes[status]) => ({
      status,
      contentType: 'application/xml',
      body: `<Error><Code>${code}</Code><Message>injected ${status}</Message></Error>`,
    }),
  });
