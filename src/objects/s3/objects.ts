import type { Config } from '../../config';
import { placesOf } from '../../model/location';
import type { Patience, Store } from '../port';
import { lazyClient } from './client';
import { openS3Folder, pingS3 } from './folder';

/** Amazon S3, or a store that is compatible with it, as it is configured. */
export function s3Objects(config: Config, patience: Patience): Store {
  const client = lazyClient(config, patience);
  // Set wherever this is the store of new exports.
  const defaultBucket = config.S3_BUCKET ?? '';
  return {
    locate: (named) => ({
      store: 's3',
      bucket: config.S3_ORGANISATION_BUCKETS?.get(named.tenant.organisationId) ?? defaultBucket,
      ...placesOf(config.S3_PREFIX, named),
    }),
    open: ({ bucket, folder, published }, organisationId) =>
      openS3Folder({
        ...{ client, bucket, folder, published },
        kmsKeyId: config.S3_ORGANISATION_KMS_KEYS?.get(organisationId) ?? null,
        urlSeconds: config.SIGNED_URL_SECONDS,
      }),
    ping: () => pingS3(client, defaultBucket, config.S3_PREFIX),
  };
}
