import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ensureBucket } from '../../../local/engines/bucket';
import { startGcs } from '../../../local/engines/gcs';
import { freePorts } from '../../../local/engines/ports';
import { ensureSigningKey } from '../../../local/engines/signing-key';
import { openTestBucket } from '../../support/bucket';
import { startGcsProxy } from '../../support/gcs-proxy';
import { restartable } from '../restartable';
import { makeSmallDisk } from '../small-disk';
import { BUCKET, DISK_MB, type FaultyStore, isPart, PREFIX } from './store';

export async function startFaultyGcs(dataDir: string): Promise<FaultyStore> {
  const [port] = (await freePorts(1)) as [number];
  const disk = await makeSmallDisk(path.join(dataDir, 'disk'), DISK_MB);
  const dir = path.join(disk?.path ?? dataDir, 'gcs');
  const endpoint = `http://127.0.0.1:${port}`;
  const engine = restartable(async () => (await startGcs(dir, port)).process);
  await engine.start();
  await ensureBucket(endpoint, BUCKET);
  const bucket = openTestBucket({ GCS_BUCKET: BUCKET, GCS_PREFIX: PREFIX }, endpoint);

  return {
    ...engine,
    async stop() {
      await engine.stop();
      await disk?.stop();
    },
    variables: {
      GCS_API_ENDPOINT: endpoint,
      GCS_BUCKET: BUCKET,
      GOOGLE_APPLICATION_CREDENTIALS: ensureSigningKey(dataDir),
    },
    async openWay() {
      const proxy = await startGcsProxy(endpoint);
      return { proxy, variables: { GCS_API_ENDPOINT: proxy.endpoint } };
    },
    stepOf({ kind, object }) {
      if (kind === 'upload' && isPart(object)) return 'part';
      return kind === 'compose' && !isPart(object) ? 'compose' : null;
    },
    takesParts: ({ kind }) => kind === 'compose',
    disk,
    bucket: {
      ...bucket,
      // What the stand-in keeps of a bucket is a folder: without it, the bucket is gone, and with it all of its objects.
      // It must not run meanwhile: an upload that is under way would make the folder anew, or leave half an object in it.
      async remove() {
        await engine.kill();
        await rm(path.join(dir, 'data', BUCKET), { recursive: true });
        await engine.start();
      },
      restore: () => ensureBucket(endpoint, BUCKET),
    },
  };
}
