import type { GcsRequest } from './gcs-proxy';

interface Source {
  name: string;
  generation?: string | number;
}

async function generationOf(upstream: string, bucket: string, object: string): Promise<string | null> {
  const answer = await fetch(`${upstream}/storage/v1/b/${bucket}/o/${encodeURIComponent(object)}`);
  const described = (await answer.json().catch(() => ({}))) as { generation?: string };
  return answer.ok ? String(described.generation) : null;
}

/** What `ifGenerationMatch` demands of the object's generation; 0: that there is none. */
const meets = (wanted: string | null, generation: string | null) =>
  wanted === null || (wanted === '0' ? generation === null : generation === wanted);

/**
 * The status with which Google's own service would refuse a request that the stand-ins carry out: a compose over an
 * existing object, of a missing source or of more than 32; a delete of another generation. Null: nothing against it.
 */
export async function refusalByRules(request: GcsRequest, upstream: string): Promise<number | null> {
  const { kind, object, url, body } = request;
  if (object === null || (kind !== 'compose' && kind !== 'delete')) return null;
  const bucket = /\/b\/([^/]+)\//.exec(url.pathname)![1]!;
  const generation = await generationOf(upstream, bucket, object);
  if (kind === 'delete') {
    const wanted = url.searchParams.get('generation') ?? url.searchParams.get('ifGenerationMatch');
    return generation !== null && !meets(wanted, generation) ? 412 : null;
  }
  const { sourceObjects } = JSON.parse(body.toString()) as { sourceObjects: Source[] };
  if (sourceObjects.length > 32) return 400;
  for (const source of sourceObjects) {
    const found = await generationOf(upstream, bucket, source.name);
    if (found === null || (source.generation !== undefined && String(source.generation) !== found)) return 404;
  }
  return meets(url.searchParams.get('ifGenerationMatch'), generation) ? null : 412;
}
