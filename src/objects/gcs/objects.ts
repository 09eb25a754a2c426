import type { Config } from '../../config';
import { placesOf } from '../../model/location';
import type { Patience, Store } from '../port';
import { openGcsFolder, pingGcs } from './folder';
import { openStorage } from './storage';

/** Google Cloud Storage, as it is configured. */
export function gcsObjects(config: Config, patience: Patience): Store {
  const storage = openStorage(config, patience);
  const urls = { seconds: config.SIGNED_URL_SECONDS, host: config.GCS_SIGNED_URL_HOST };
  // Set wherever this is the store of new exports.
  const defaultBucket = config.GCS_BUCKET ?? '';
  return {
    locate: (named) => ({
      store: 'gcs',
      bucket: config.GCS_ORGANISATION_BUCKETS?.get(named.tenant.organisationId) ?? defaultBucket,
      ...placesOf(config.GCS_PREFIX, named),
    }),
    open: ({ bucket, folder, published }, organisationId) =>
      openGcsFolder({
        bucket: storage.bucket(bucket),
        folder,
        published,
        kmsKeyName: config.GCS_ORGANISATION_KMS_KEYS?.get(organisationId) ?? null,
        urls,
      }),
    ping: () => pingGcs(storage.bucket(defaultBucket), config.GCS_PREFIX),
  };
}
