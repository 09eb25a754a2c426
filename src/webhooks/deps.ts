import type { Config } from '../config';
import type { AuditStore } from '../stores/audit';
import type { DeliveryStore } from '../stores/deliveries';
import type { WebhookStore } from '../stores/webhooks';
import type { Dispatch } from '../temporal/dispatch';
import type { Addresses } from './addresses';
import type { Places } from './places';
import type { Sealer } from './sealer';

/** What managing webhooks needs, whoever asks. */
export interface WebhooksDeps {
  config: Pick<Config, 'WEBHOOKS_PER_ORGANISATION'>;
  webhooks: WebhookStore;
  deliveries: DeliveryStore;
  dispatch: Dispatch;
  addresses: Addresses;
  /** Null where the installation has no key to keep secrets with. */
  sealer: Sealer | null;
}

/** What sending needs. */
export interface SendingDeps extends Pick<WebhooksDeps, 'webhooks' | 'deliveries' | 'addresses' | 'sealer'> {
  audit: Pick<AuditStore, 'appendOnce'>;
  places: Places;
}
