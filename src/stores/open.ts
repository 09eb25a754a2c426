import type { Config } from '../config';
import type { Locate } from '../model/location';
import { createAuditStore } from './audit';
import { type Databases, openDatabases } from './databases';
import { createDeliveryStore } from './deliveries';
import { createSettingsStore } from './export-settings';
import { createExportStore } from './exports';
import { createIdempotencyStore } from './idempotency';
import { createKeyStore } from './keys';
import { createLogStore } from './logs';
import type { Follows } from './outbox';
import { createRateStore } from './rates';
import { createWebhookStore } from './webhooks';
import { createScheduleStore } from './schedules';
import { createTemplateStore } from './templates';

/**
 * Opens every store of a process on MongoDB. Where someone waits for the answer, it gives up a query over the logs after
 * `logQueryMs`. `delivered` is told what the service itself notes of exports in the audit trail,
 * `startDelivery` what a webhook is to be told: without it, what ends an export waits for a process that has it.
 */
export function openStores(
  config: Config,
  locate: Locate,
  {
    logQueryMs,
    delivered = () => undefined,
    startDelivery = () => Promise.reject(new Error('This process hands no deliveries over.')),
  }: { logQueryMs?: number } & Partial<Pick<Follows, 'delivered' | 'startDelivery'>> = {},
) {
  // MongoDB looks at its clock now and then: it may answer a little later than it was told to.
  const databases: Databases = openDatabases(config, logQueryMs ? { slowestQueryMs: 2 * logQueryMs } : {});
  const keys = createKeyStore(databases.own);
  const audit = createAuditStore(databases.own);
  const webhooks = createWebhookStore(databases.own);
  const deliveries = createDeliveryStore(databases.own, webhooks);
  const follows: Follows = { audit, deliveries, startDelivery, delivered };
  const exports = createExportStore(databases.own, locate, follows);
  const settings = createSettingsStore(databases.own);
  const idempotency = createIdempotencyStore(databases.own);
  const rates = createRateStore(databases.own, { perMinute: config.RATE_LIMIT_PER_MINUTE });
  const schedules = createScheduleStore(databases.own, follows);
  const templates = createTemplateStore(databases.own);
  const logs = createLogStore(databases.logs, { maxTimeMS: logQueryMs });
  const own = [exports, keys, webhooks, deliveries, idempotency, rates, schedules, templates];
  return {
    exports,
    keys,
    audit,
    settings,
    idempotency,
    webhooks,
    deliveries,
    rates,
    schedules,
    templates,
    logs,
    ping: databases.ping,
    close: databases.close,
    /** Makes the indexes of this service's own collections, and completes records of earlier versions. */
    prepareOwn: async () => {
      await Promise.all([
        ...own.map((store) => store.ensureIndexes()),
        audit.ensureIndexes(config.AUDIT_RETENTION_DAYS),
      ]);
      await exports.completeRecords();
    },
  };
}
