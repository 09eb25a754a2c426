import { Storage } from '@google-cloud/storage';
import type { Config } from '../../src/config';

export async function createBucket(name: string): Promise<void> {
  await new Storage({ apiEndpoint: process.env.GCS_API_ENDPOINT!, projectId: 'local' }).createBucket(name);
}

/** The bucket of a test's stack, past any proxy; names are relative to the stack's prefix. */
export function openTestBucket(
  { GCS_BUCKET, GCS_PREFIX }: Pick<Config, 'GCS_BUCKET' | 'GCS_PREFIX'>,
  apiEndpoint = process.env.GCS_API_ENDPOINT!,
) {
  const bucket = new Storage({ apiEndpoint }).bucket(GCS_BUCKET!);
  const at = (name: string) => bucket.file(`${GCS_PREFIX}/${name}`);
  return {
    bucket,
    /** The names of everything under a folder. */
    async names(folder = ''): Promise<string[]> {
      const [files] = await bucket.getFiles({ prefix: `${GCS_PREFIX}/${folder}` });
      return files.map((file) => file.name.slice(GCS_PREFIX.length + 1)).sort();
    },
    read: async (name: string) => (await at(name).download({ decompress: false, validation: false }))[0],
    describe: async (name: string) => (await at(name).getMetadata())[0],
    write: (name: string, content: string) => at(name).save(content, { resumable: false, validation: false }),
    delete: async (name: string) => void (await at(name).delete()),
  };
}
