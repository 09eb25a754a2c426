/**
 * What must follow from a change of a record is written to the record in the same update, delivered after it and taken off
 * then: whatever fails in between, nothing of it is lost, and its id makes a second delivery harmless.
 */
import { type Collection, ObjectId } from 'mongodb';
import type { WebhookEvent } from '../model/webhook-events';
import type { AuditEntry, AuditStore } from './audit';
import type { DeliveryRecord, DeliveryStore } from './deliveries';

/** What webhooks are told; when, and of whose record, is in the audit entry beside it. */
export interface Event {
  type: WebhookEvent;
  /** The person whose record it is. */
  user?: string | null;
  data: object;
}

export interface OutboxEntry {
  id: ObjectId;
  audit: AuditEntry;
  /** What nobody can have asked to be told lacks it. */
  event?: Event;
}

export interface WithOutbox {
  _id: string;
  /** Records of 0.1.0 lack it. */
  outbox?: OutboxEntry[];
}

export interface Follows {
  audit: Pick<AuditStore, 'appendOnce'>;
  deliveries: Pick<DeliveryStore, 'fanOut'>;
  /** Hands a delivery over to Temporal; a second time it changes nothing. */
  startDelivery: (delivery: DeliveryRecord) => Promise<void>;
  /** Told of each entry once, by the process that took it off. */
  delivered: (entry: AuditEntry) => void;
}

/** The part of an update that adds an entry. */
export const inOutbox = (audit: AuditEntry, event?: Event) => ({
  outbox: { id: new ObjectId(), audit, ...(event && { event }) },
});

/** The records that have held an entry since before `limit`: who wrote it has failed to deliver it. */
export const undeliveredSince = (limit: Date) => ({ 'outbox.audit.at': { $lt: limit } });

export const outboxIndex = { key: { 'outbox.audit.at': 1 }, sparse: true } as const;

export function createOutbox<T extends WithOutbox>(records: Collection<T>, follows: Follows) {
  const { audit, deliveries, startDelivery, delivered } = follows;
  const withOutbox = records as unknown as Collection<WithOutbox>;

  const tellWebhooks = async ({ id, audit: { at, organisation_id, workspace_id }, event }: OutboxEntry) => {
    if (!event) return;
    const happened = { id: id.toHexString(), at, organisation_id, workspace_id, ...event };
    await Promise.all((await deliveries.fanOut(happened)).map(startDelivery));
  };

  return {
    /** Delivers what the record's outbox held when it was read. */
    async deliver({ _id, outbox = [] }: WithOutbox): Promise<void> {
      for (const entry of outbox) {
        await audit.appendOnce(entry.id, entry.audit);
        await tellWebhooks(entry);
        const { modifiedCount } = await withOutbox.updateOne({ _id }, { $pull: { outbox: { id: entry.id } } });
        if (modifiedCount === 1) delivered(entry.audit);
      }
    },
  };
}
