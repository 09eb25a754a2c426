import { randomUUID } from 'node:crypto';
import { loadConfig } from '../../src/config';
import { openObjects } from '../../src/objects/open';
import { type GcsProxy, startGcsProxy } from '../support/gcs-proxy';
import { objectStoreContract } from './contract';

/** Refuses what Google's service refuses where the emulator is more forgiving. */
let proxy: GcsProxy;
afterAll(() => proxy.stop());

objectStoreContract(async () => {
  proxy = await startGcsProxy();
  const variables = { ...process.env, GCS_API_ENDPOINT: proxy.endpoint, MONGO_DATABASE: 'unused' };
  const open = (more: Record<string, string> = {}) =>
    openObjects(loadConfig({ ...variables, GCS_PREFIX: `contract-${randomUUID()}`, ...more }), {
      timeoutMs: 2_000,
      retries: 0,
    });
  return {
    objects: open(),
    unreachable: open({ GCS_API_ENDPOINT: 'http://127.0.0.1:9' }),
    withoutBucket: open({ GCS_BUCKET: 'no-such-bucket' }),
  };
});
