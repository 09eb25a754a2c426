import type { Config } from '../config';
import type { Locate } from '../model/location';
import { type AuditEntry, createAuditStore } from './audit';
import { type Databases, openDatabases } from './databases';
import { createExportStore } from './exports';
import { createIdempotencyStore } from './idempotency';
import { createKeyStore } from './keys';
import { createLogStore } from './logs';
import { createRateStore } from './rates';

/**
 * Opens every store of a process on MongoDB. Where someone waits for the answer, it gives up a query over the logs after
 * `logQueryMs`. `delivered` is told what the service itself notes of exports in the audit trail.
 */
export function openStores(
  config: Config,
  locate: Locate,
  { logQueryMs, delivered }: { logQueryMs?: number; delivered?: (entry: AuditEntry) => void } = {},
) {
  // MongoDB looks at its clock now and then: it may answer a little later than it was told to.
  const databases: Databases = openDatabases(config, logQueryMs ? { slowestQueryMs: 2 * logQueryMs } : {});
  const keys = createKeyStore(databases.own);
  const audit = createAuditStore(databases.own);
  const exports = createExportStore(databases.own, locate, { audit, delivered });
  const idempotency = createIdempotencyStore(databases.own);
  const rates = createRateStore(databases.own, { perMinute: config.RATE_LIMIT_PER_MINUTE });
  const logs = createLogStore(databases.logs, { maxTimeMS: logQueryMs });
  return {
    exports,
    keys,
    audit,
    idempotency,
    rates,
    logs,
    ping: databases.ping,
    close: databases.close,
    /** Makes the indexes of this service's own collections, and completes records that 0.1.0 made. */
    prepareOwn: async () => {
      await Promise.all([exports, keys, audit, idempotency, rates].map((store) => store.ensureIndexes()));
      await exports.recordLocations();
    },
  };
}
