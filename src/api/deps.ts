import type { SchedulesDeps } from '../schedules/deps';
import type { Config } from '../config';
import type { Metrics } from '../observability/metrics';
import type { AuditStore } from '../stores/audit';
import type { IdempotencyStore } from '../stores/idempotency';
import type { KeyStore } from '../stores/keys';
import type { RateStore } from '../stores/rates';
import type { TemplatesDeps } from '../templates/deps';
import type { QueueReader } from '../temporal/queue';
import type { WebhooksDeps } from '../webhooks/deps';

/** What the API works with; the entry point makes it, tests may give their own. */
export interface ApiDeps extends SchedulesDeps, WebhooksDeps, TemplatesDeps {
  config: Config;
  keys: KeyStore;
  rates: RateStore;
  audit: AuditStore;
  idempotency: IdempotencyStore;
  readQueue: QueueReader;
  metrics: Metrics;
  /** Whether the databases answer. */
  pingDatabases: () => Promise<void>;
}
