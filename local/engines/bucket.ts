import { Sentence } from '../bare/sentence.cjs';

/** Makes the bucket in an emulator where it is missing. Where the endpoint asks for credentials it is no emulator: left as it is. */
export async function ensureBucket(endpoint: string, bucket: string): Promise<void> {
  const base = `${endpoint.replace(/\/+$/, '')}/storage/v1/b`;
  try {
    const found = await fetch(`${base}/${encodeURIComponent(bucket)}`, { signal: AbortSignal.timeout(10_000) });
    await found.arrayBuffer();
    if (found.status !== 404) return;
    const made = await fetch(`${base}?project=local`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: bucket }),
      signal: AbortSignal.timeout(10_000),
    });
    const body = await made.text();
    // 409: another set-up made it in between.
    if (!made.ok && made.status !== 409) throw new Error(`${made.status}: ${body.slice(0, 200)}`);
  } catch (error) {
    throw new Sentence(
      `The bucket ${bucket} could not be made at ${endpoint} (${(error as Error).message}). Check GCS_API_ENDPOINT and GCS_BUCKET.`,
    );
  }
}
