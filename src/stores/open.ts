import type { Config } from '../config';
import { createAuditStore } from './audit';
import { type Databases, openDatabases } from './databases';
import { createExportStore } from './exports';
import { createFileStore, openPlaces } from './files';
import { createKeyStore } from './keys';
import { createLogStore } from './logs';
import { createRateStore } from './rates';

/** Opens every store of a process; MongoDB gives up a query over the logs after `logQueryMs`, where that is given. */
export function openStores(config: Config, { logQueryMs }: { logQueryMs?: number } = {}) {
  // MongoDB looks at its clock now and then: it may answer a little later than it was told to.
  const databases: Databases = openDatabases(config, logQueryMs ? { slowestQueryMs: 2 * logQueryMs } : {});
  const keys = createKeyStore(databases.own);
  const audit = createAuditStore(databases.own);
  const exports = createExportStore(databases.own, audit);
  const rates = createRateStore(databases.own, { perMinute: config.RATE_LIMIT_PER_MINUTE });
  const logs = createLogStore(databases.logs, { maxTimeMS: logQueryMs });
  const files = createFileStore(openPlaces(config), {
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
