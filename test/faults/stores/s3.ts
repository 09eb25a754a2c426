import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { freePorts } from '../../../local/engines/ports';
import { type RunningS3, startS3 } from '../../../local/engines/s3';
import { startS3Proxy } from '../../support/s3-proxy';
import { restartable } from '../restartable';
import { makeSmallDisk } from '../small-disk';
import { BUCKET, DISK_MB, type FaultyStore, isFile, isPart, PREFIX } from './store';

export async function startFaultyS3(dataDir: string): Promise<FaultyStore> {
  const [port] = (await freePorts(1)) as [number];
  const disk = await makeSmallDisk(path.join(dataDir, 'disk'), DISK_MB);
  const dir = path.join(disk?.path ?? dataDir, 's3');
  let server!: RunningS3;
  let bucket = BUCKET;
  const engine = restartable(async () => {
    server = await startS3(dir, { port, bucket });
    return server.process;
  });
  await engine.start();
  const { endpoint, credentials, variables } = server;
  const s3 = new S3({
    ...{ endpoint, region: variables.AWS_REGION!, forcePathStyle: true },
    credentials: { accessKeyId: credentials.AWS_ACCESS_KEY_ID!, secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY! },
  });
  const at = (name: string) => ({ Bucket: BUCKET, Key: `${PREFIX}/${name}` });
  const folderOfBucket = path.join(dir, 'data', BUCKET);

  return {
    ...engine,
    async stop() {
      s3.destroy();
      await engine.stop();
      await disk?.stop();
    },
    variables: { ...variables, ...credentials },
    async openWay() {
      const proxy = await startS3Proxy(endpoint, s3);
      const wrongCredentials = { AWS_SECRET_ACCESS_KEY: 'not the secret' };
      return { proxy, variables: { S3_ENDPOINT: proxy.endpoint }, wrongCredentials };
    },
    stepOf({ kind, object }) {
      if (kind === 'put' && isPart(object)) return 'part';
      return (kind === 'put' || kind === 'complete') && isFile(object) ? 'compose' : null;
    },
    takesParts: ({ kind, object }) => kind === 'copy' || (kind === 'read' && isPart(object)),
    disk,
    bucket: {
      async names(folder) {
        const under = { Bucket: BUCKET, Prefix: `${PREFIX}/${folder}` };
        const { Contents = [] } = await s3.listObjectsV2(under);
        const { Uploads = [] } = await s3.listMultipartUploads(under);
        return [
          ...Contents.map(({ Key }) => Key!.slice(PREFIX.length + 1)),
          ...Uploads.map(({ Key }) => `the upload of ${Key!.slice(PREFIX.length + 1)}`),
        ].sort();
      },
      write: async (name, content) => void (await s3.putObject({ ...at(name), Body: content })),
      delete: async (name) => void (await s3.deleteObject(at(name))),
      // A folder is a bucket. The server must not run meanwhile, as an upload that is under way would make it anew.
      async remove() {
        await engine.kill();
        await rm(folderOfBucket, { recursive: true });
        bucket = 'another';
        await engine.start();
      },
      async restore() {
        bucket = BUCKET;
        await mkdir(folderOfBucket);
      },
    },
  };
}
