import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { BlobServiceClient } from '@azure/storage-blob';
import { answeredByRules } from './azure-rules';
import { startStorageProxy, type StorageProxy } from './storage-proxy';

/** A request to Azure Blob Storage as tests look at it. */
export interface AzureRequest {
  kind: 'put' | 'read' | 'describe' | 'list' | 'send' | 'copy' | 'commit' | 'delete';
  container: string;
  /** The blob's name, or null where the request names none. */
  object: string | null;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}
export type AzureProxy = StorageProxy<AzureRequest>;

function kindOf({ method, headers }: IncomingMessage, { searchParams }: URL): AzureRequest['kind'] {
  const part = searchParams.get('comp');
  if (part === 'list') return 'list';
  if (part === 'blocklist') return 'commit';
  if (part === 'block') return headers['x-ms-copy-source'] ? 'copy' : 'send';
  if (method === 'HEAD') return 'describe';
  if (method === 'DELETE') return 'delete';
  return method === 'GET' ? 'read' : 'put';
}

function describe(incoming: IncomingMessage, url: URL, body: Buffer): AzureRequest {
  const [, container = '', blob] = /^\/[^/]+\/([^/]+)(?:\/(.+))?$/.exec(url.pathname) ?? [];
  const name = blob === undefined ? null : decodeURIComponent(blob);
  return { kind: kindOf(incoming, url), container, object: name, url, headers: incoming.headers, body };
}

export const codes: Record<number, string> = {
  403: 'AuthorizationPermissionMismatch',
  409: 'BlobAlreadyExists',
  500: 'InternalError',
  501: 'APINotImplemented',
  503: 'ServerBusy',
};

/** Stands between the service and the emulator of a suite, which `service` reaches without it. */
export const startAzureProxy = (upstream: string, service: BlobServiceClient): Promise<AzureProxy> =>
  startStorageProxy({
    upstream,
    describe,
    keepsHost: true,
    rules: (request) => answeredByRules(request, service),
    refusal: (status, code = codes[status]!) => refusal(status, code),
  });

function refusal(status: number, code: string) {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>injected ${status}</Message></Error>`;
  return { status, contentType: 'application/xml', body };
}
