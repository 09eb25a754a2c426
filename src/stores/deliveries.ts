import { createHash } from 'node:crypto';
import type { Collection, Db } from 'mongodb';
import type { DeliveredType, WebhookEvent } from '../model/webhook-events';
import type { DeliveryStatus } from '../contract/webhooks';
import { recordsOf, type Tenant } from '../model/tenant';
import { pageOf, type PageQuery } from './page';
import type { WebhookRecord, WebhookStore } from './webhooks';
import { insertOnce } from './writes';

export interface DeliveryTry {
  at: Date;
  status_code: number | null;
  duration_ms: number;
  error: string | null;
  answer: string | null;
}

/** One event on its way to one webhook. Its id is what the receiver sees as `webhook-id`. */
export interface DeliveryRecord {
  _id: string;
  webhook_id: string;
  organisation_id: string;
  workspace_id: string | null;
  created_by_user: string | null;
  type: DeliveredType;
  /** As it is signed and sent, each time the same. */
  body: string;
  status: DeliveryStatus;
  /** Oldest first. */
  tries: DeliveryTry[];
  next_try_at: Date | null;
  created_at: Date;
}

/** An event as the outbox of a record keeps it. */
interface Happened {
  id: string;
  at: Date;
  organisation_id: string;
  workspace_id: string | null;
  type: WebhookEvent;
  user?: string | null;
  data: object;
}

const MAX_TRIES = 20;
const KEPT_SECONDS = 30 * 86_400;

export type NewDelivery = Pick<DeliveryRecord, '_id' | 'type' | 'body'>;
const newDelivery = (webhook: WebhookRecord, delivery: NewDelivery): DeliveryRecord => ({
  ...delivery,
  webhook_id: webhook._id,
  organisation_id: webhook.organisation_id,
  workspace_id: webhook.workspace_id,
  created_by_user: webhook.created_by_user,
  status: 'pending',
  tries: [],
  next_try_at: new Date(),
  created_at: new Date(),
});

/** The same for the same event and webhook, so that a second hand-over finds the first. */
const idOf = (event: string, webhook: string) =>
  `msg_${createHash('sha256').update(`${event} ${webhook}`).digest('hex').slice(0, 32)}`;

export function createDeliveryStore(db: Db, { subscribers }: Pick<WebhookStore, 'subscribers'>) {
  const deliveries: Collection<DeliveryRecord> = db.collection('webhook_deliveries');

  return {
    /** Records what each webhook is to be told of an event. A second time, it answers the same deliveries. */
    async fanOut({
      id,
      at,
      organisation_id,
      workspace_id,
      type,
      user = null,
      data,
    }: Happened): Promise<DeliveryRecord[]> {
      const webhooks = await subscribers({ organisation_id, workspace_id, user }, type);
      const body = JSON.stringify({ type, timestamp: at.toISOString(), data });
      const records = webhooks.map((webhook) => newDelivery(webhook, { _id: idOf(id, webhook._id), type, body }));
      if (records.length > 0) await insertOnce(deliveries, records);
      return records;
    },

    async insert(webhook: WebhookRecord, delivery: NewDelivery): Promise<DeliveryRecord> {
      const record = newDelivery(webhook, delivery);
      await insertOnce(deliveries, [record]);
      return record;
    },

    remove: async (id: string): Promise<void> => {
      await deliveries.deleteOne({ _id: id });
    },

    removeOf: async (webhookId: string): Promise<void> => {
      await deliveries.deleteMany({ webhook_id: webhookId });
    },

    find: (tenant: Tenant, webhookId: string, id: string): Promise<DeliveryRecord | null> =>
      deliveries.findOne(recordsOf<DeliveryRecord>(tenant, { _id: id, webhook_id: webhookId })),

    /** For the service itself, which a workflow brought here. */
    load: (id: string): Promise<DeliveryRecord | null> => deliveries.findOne({ _id: id }),

    list: (tenant: Tenant, webhookId: string, query: PageQuery) =>
      pageOf(deliveries, recordsOf<DeliveryRecord>(tenant, { webhook_id: webhookId }), query),

    recordTry: async (
      id: string,
      tried: DeliveryTry,
      { status, next_try_at }: Pick<DeliveryRecord, 'status' | 'next_try_at'>,
    ): Promise<void> => {
      await deliveries.updateOne(
        { _id: id },
        { $set: { status, next_try_at }, $push: { tries: { $each: [tried], $slice: -MAX_TRIES } } },
      );
    },

    drop: async (id: string): Promise<void> => {
      await deliveries.updateOne({ _id: id }, { $set: { status: 'dropped', next_try_at: null } });
    },

    /** Since when the event that has waited longest for its first try has done so; null where none waits. */
    async oldestUntried(): Promise<Date | null> {
      const untried = { status: 'pending', tries: { $size: 0 } } as const;
      const first = await deliveries.findOne(untried, { projection: { created_at: 1 }, sort: { created_at: 1 } });
      return first?.created_at ?? null;
    },

    ensureIndexes: async (): Promise<void> => {
      await deliveries.createIndexes([
        { key: { webhook_id: 1, created_at: -1, _id: -1 } },
        { key: { status: 1, created_at: 1 } },
        { key: { created_at: 1 }, expireAfterSeconds: KEPT_SECONDS },
      ]);
    },
  };
}
export type DeliveryStore = ReturnType<typeof createDeliveryStore>;
