const CALL = /^\/(?<way>upload\/|download\/)?storage\/v1\/b\/[^/]+\/o(?:\/(?<object>[^/]+))?(?<compose>\/compose)?$/;

/**
 * Names the span of a request to Google Cloud Storage, such as `GCS upload part`; null for other requests. It holds only
 * the kind of the object, since names contain organisations and queries contain signatures.
 */
export function storageCallOf({ method, path }: { method: string; path: string }): string | null {
  const { pathname, searchParams } = new URL(path, 'https://storage.googleapis.com');
  const { way, object, compose } = CALL.exec(pathname)?.groups ?? {};
  const name = searchParams.get('name') ?? object;
  if (method === 'GET' && pathname.endsWith('/o') && CALL.test(pathname)) return 'GCS list objects';
  if (name === undefined) return null;
  const kind = /\/parts\/|%2Fparts%2F/i.test(name) ? 'part' : name.endsWith('.manifest.json') ? 'manifest' : 'file';
  if (way === 'upload/') return `GCS upload ${kind}`;
  if (compose) return `GCS compose ${kind}`;
  if (method === 'DELETE') return `GCS delete ${kind}`;
  if (method !== 'GET') return null;
  return searchParams.get('alt') === 'media' ? `GCS read ${kind}` : `GCS read metadata of ${kind}`;
}
