import type { Config } from '../config';
import type { Location } from '../model/location';
import type { StoreName } from '../model/store-names';
import { azureObjects } from './azure/objects';
import { gcsObjects } from './gcs/objects';
import type { Objects, Patience, Store } from './port';
import { s3Objects } from './s3/objects';

/** Uploading many megabytes over a slow line takes longer. */
const WORKER_PATIENCE: Patience = { timeoutMs: 60_000, retries: 3 };

/**
 * Opens the object stores: new exports go to the configured one, and each is read where its record says that it lies.
 * `patience` is shorter where a client waits for the answer.
 */
export function openObjects(config: Config, patience: Patience = WORKER_PATIENCE): Objects {
  const stores: Record<StoreName, Store> = {
    gcs: gcsObjects(config, patience),
    s3: s3Objects(config, patience),
    azure: azureObjects(config, patience),
  };
  return {
    ...stores[config.STORAGE],
    store: config.STORAGE,
    open: (location: Location, organisationId) => stores[location.store].open(location, organisationId),
  };
}
