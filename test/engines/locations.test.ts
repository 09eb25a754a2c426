import { randomUUID } from 'node:crypto';
import { createBucket, openTestBucket } from '../support/bucket';
import { startGcsProxy } from '../support/gcs-proxy';
import { startStack } from '../support/stack';

const KMS_KEY = 'projects/p/locations/l/keyRings/r/cryptoKeys/k';

test('an organisation’s files are in its own bucket, written under its own key', async () => {
  const own = `own-${randomUUID()}`;
  await createBucket(own);
  const gcs = await startGcsProxy();
  const stack = await startStack({
    variables: {
      GCS_API_ENDPOINT: gcs.endpoint,
      GCS_ORGANISATION_BUCKETS: `acme=${own}`,
      GCS_ORGANISATION_KMS_KEYS: `acme=${KMS_KEY}`,
    },
  });
  try {
    const names = [];
    for (const organisation of ['acme', 'globex']) {
      const client = await stack.client({ organisation });
      await client.insert({ request: { body: { of: organisation } }, response: { body: {} } });
      const id = await client.create({ filters: {}, requested_data: ['request'] });
      await client.start(id);
      const { status, file } = await client.settled(id);
      expect(status).toBe('success');
      expect((await client.download(id)).toString()).toBe(`{"request":{"of":"${organisation}"}}\n`);
      names.push(['', '.manifest.json'].map((end) => `${organisation}/main/${id}/${file!.name}${end}`));
    }
    const { GCS_PREFIX } = stack.config;
    expect(await openTestBucket({ GCS_BUCKET: own, GCS_PREFIX }).names()).toEqual(names[0]);
    expect(await openTestBucket(stack.config).names()).toEqual(names[1]);

    for (const written of [...gcs.done('upload'), ...gcs.done('compose')]) {
      const isOwn = written.object!.startsWith(`${GCS_PREFIX}/acme/`);
      expect(written.url.searchParams.get('kmsKeyName')).toBe(isOwn ? KMS_KEY : null);
    }
  } finally {
    await stack.stop();
    await gcs.stop();
  }
});
