import type { Config } from '../config';
import { folderOf, publishedPlace } from '../model/location';
import { openGcsFolder, pingGcs } from './gcs/folder';
import { openStorage, type StoragePatience } from './gcs/storage';
import type { Objects } from './port';

/** Opens the configured object store. `patience` is shorter where a client waits for the answer. */
export function openObjects(config: Config, patience?: StoragePatience): Objects {
  const storage = openStorage(config, patience);
  const urls = { seconds: config.SIGNED_URL_SECONDS, host: config.GCS_SIGNED_URL_HOST };
  return {
    locate: (named) => ({
      store: 'gcs',
      bucket: config.GCS_ORGANISATION_BUCKETS?.get(named.tenant.organisationId) ?? config.GCS_BUCKET,
      folder: folderOf(config.GCS_PREFIX, named),
      ...(named.published && { published: publishedPlace(config.GCS_PREFIX, named.tenant, named.published) }),
    }),
    open: ({ bucket, folder, published }, organisationId) =>
      openGcsFolder({
        bucket: storage.bucket(bucket),
        folder,
        published,
        kmsKeyName: config.GCS_ORGANISATION_KMS_KEYS?.get(organisationId) ?? null,
        urls,
      }),
    ping: () => pingGcs(storage.bucket(config.GCS_BUCKET), config.GCS_PREFIX),
  };
}
