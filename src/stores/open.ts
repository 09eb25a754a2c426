import type { Config } from '../config';
import { type Databases, openDatabases } from './databases';
import { createExportStore } from './exports';
import { createFileStore, openBucket } from './files';
import { createKeyStore } from './keys';
import { createLogStore } from './logs';

/** Opens every store of a process. */
export function openStores(config: Config) {
  const databases: Databases = openDatabases(config);
  const exports = createExportStore(databases.own);
  const keys = createKeyStore(databases.own);
  const logs = createLogStore(databases.logs);
  const files = createFileStore(openBucket(config), {
    prefix: config.GCS_PREFIX,
    urlSeconds: config.SIGNED_URL_SECONDS,
  });
  return {
    exports,
    keys,
    logs,
    files,
    ping: databases.ping,
    close: databases.close,
    /** Makes the indexes of this service's own collections. */
    ensureOwnIndexes: async () => {
      await Promise.all([exports.ensureIndexes(), keys.ensureIndexes()]);
    },
  };
}
