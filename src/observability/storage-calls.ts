const CALL = /^\/(?<way>upload\/|download\/)?storage\/v1\/b\/[^/]+\/o(?:\/(?<object>[^/]+))?(?<compose>\/compose)?$/;

interface Call {
  method: string;
  path: string;
  /** Whether the request has such a header. */
  has: (header: string) => boolean;
}

/**
 * Names the span of a request to the object store, such as `GCS upload part` or `S3 copy into file`; null for other requests.
 * It holds only the kind of the object, since names contain organisations and queries contain signatures.
 */
export const storageCallOf = (call: Call): string | null => azureCallOf(call) ?? s3CallOf(call) ?? gcsCallOf(call);

const kindOf = (name: string) =>
  /\/parts\/|%2Fparts%2F/i.test(name) ? 'part' : name.endsWith('.manifest.json') ? 'manifest' : 'file';

/** Microsoft's client names its version in each request, and in the query what is no method of the web's own. */
function azureCallOf({ method, path, has }: Call): string | null {
  if (!has('x-ms-version')) return null;
  const { pathname, searchParams } = new URL(path, 'https://account.blob.core.windows.net');
  const part = searchParams.get('comp');
  if (part === 'list') return 'Azure list blobs';
  if (part === 'userdelegationkey') return 'Azure get key to sign with';
  const calls: Record<string, string> = {
    'PUT block': has('x-ms-copy-source') ? 'copy into' : 'upload block of',
    'PUT blocklist': 'commit',
    PUT: 'upload',
    GET: 'read',
    HEAD: 'read metadata of',
    DELETE: 'delete',
  };
  const call = calls[part === null ? method : `${method} ${part}`];
  return call === undefined ? null : `Azure ${call} ${kindOf(pathname)}`;
}

/** Amazon's client names every operation in the query, but for those of the web's own methods. */
function s3CallOf({ method, path, has }: Call): string | null {
  const { pathname, searchParams } = new URL(path, 'https://s3.amazonaws.com');
  if (searchParams.has('list-type')) return 'S3 list objects';
  if (searchParams.has('delete')) return 'S3 delete objects';
  const operation = searchParams.get('x-id');
  if (searchParams.has('uploads'))
    return method === 'GET' ? 'S3 list uploads' : `S3 begin upload of ${kindOf(pathname)}`;
  if (searchParams.has('uploadId') && method === 'POST') return `S3 complete upload of ${kindOf(pathname)}`;
  if (operation === 'UploadPartCopy') return `S3 copy into ${kindOf(pathname)}`;
  if (operation === 'UploadPart' || operation === 'PutObject') return `S3 upload ${kindOf(pathname)}`;
  if (operation === 'AbortMultipartUpload') return `S3 abort upload of ${kindOf(pathname)}`;
  if (operation === 'GetObject') return `S3 read ${kindOf(pathname)}`;
  return method === 'HEAD' && has('x-amz-date') ? `S3 read metadata of ${kindOf(pathname)}` : null;
}

function gcsCallOf({ method, path }: Call): string | null {
  const { pathname, searchParams } = new URL(path, 'https://storage.googleapis.com');
  const { way, object, compose } = CALL.exec(pathname)?.groups ?? {};
  const name = searchParams.get('name') ?? object;
  if (method === 'GET' && pathname.endsWith('/o') && CALL.test(pathname)) return 'GCS list objects';
  if (name === undefined) return null;
  const kind = kindOf(name);
  if (way === 'upload/') return `GCS upload ${kind}`;
  if (compose) return `GCS compose ${kind}`;
  if (method === 'DELETE') return `GCS delete ${kind}`;
  if (method !== 'GET') return null;
  return searchParams.get('alt') === 'media' ? `GCS read ${kind}` : `GCS read metadata of ${kind}`;
}
