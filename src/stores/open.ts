import type { Config } from '../config';
import { createAuditStore } from './audit';
import { type Databases, openDatabases } from './databases';
import { createExportStore } from './exports';
import { createFileStore } from './files';
import { openPlaces, type StoragePatience } from './places';
import { createKeyStore } from './keys';
import { createLogStore } from './logs';
import { createRateStore } from './rates';

/**
 * Opens every store of a process. Where someone waits for the answer, MongoDB gives up a query over the logs after
 * `logQueryMs`, and less patience is had with Google Cloud Storage than a worker has.
 */
export function openStores(
  config: Config,
  { logQueryMs, storagePatience }: { logQueryMs?: number; storagePatience?: StoragePatience } = {},
) {
  // MongoDB looks at its clock now and then: it may answer a little later than it was told to.
  const databases: Databases = openDatabases(config, logQueryMs ? { slowestQueryMs: 2 * logQueryMs } : {});
  const keys = createKeyStore(databases.own);
  const audit = createAuditStore(databases.own);
  const exports = createExportStore(databases.own, audit);
  const rates = createRateStore(databases.own, { perMinute: config.RATE_LIMIT_PER_MINUTE });
  const logs = createLogStore(databases.logs, { maxTimeMS: logQueryMs });
  const files = createFileStore(openPlaces(config, storagePatience), {
    prefix: config.GCS_PREFIX,
    urlSeconds: config.SIGNED_URL_SECONDS,
    urlHost: config.GCS_SIGNED_URL_HOST,
  });
  return {
    exports,
    keys,
    audit,
    rates,
    logs,
    files,
    ping: databases.ping,
    close: databases.close,
    /** Makes the indexes of this service's own collections. */
    ensureOwnIndexes: async () => {
      await Promise.all([exports, keys, audit, rates].map((store) => store.ensureIndexes()));
    },
  };
}
