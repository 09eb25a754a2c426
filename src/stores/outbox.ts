/**
 * What must follow from a change of a record is written to the record in the same update, delivered after it and taken off
 * then: whatever fails in between, nothing of it is lost, and its id makes a second delivery harmless.
 */
import { type Collection, type Document, type Filter, ObjectId, type UpdateFilter } from 'mongodb';
import type { WebhookEvent } from '../model/webhook-events';
import type { AuditEntry, AuditStore } from './audit';
import type { DeliveryRecord, DeliveryStore } from './deliveries';
import { answered } from './writes';

/** What webhooks are told; when, and of whose record, is in the audit entry beside it. */
export interface Event {
  type: WebhookEvent;
  /** The person whose record it is. */
  user?: string | null;
  data: object;
}

/** What follows from a change. What nobody can have asked to be told lacks an event. */
export interface Following {
  entry: AuditEntry;
  event?: Event;
}

export interface OutboxEntry {
  id: ObjectId;
  audit: AuditEntry;
  event?: Event;
}

export interface WithOutbox {
  _id: string;
  /** A record that nothing has followed from yet lacks it. */
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

/** The records that have held an entry since before `limit`: who wrote it has failed to deliver it. */
export const undeliveredSince = (limit: Date) => ({ 'outbox.audit.at': { $lt: limit } });

export const outboxIndex = { key: { 'outbox.audit.at': 1 }, sparse: true } as const;

/** `projection`: what of a record is read for its delivery. */
export function createOutbox<T extends WithOutbox>(
  records: Collection<T>,
  follows: Follows,
  { projection = {} }: { projection?: Document } = {},
) {
  const { audit, deliveries, startDelivery, delivered } = follows;
  const withOutbox = records as unknown as Collection<WithOutbox>;

  const tellWebhooks = async ({ id, audit: { at, organisation_id, workspace_id }, event }: OutboxEntry) => {
    if (!event) return;
    const happened = { id: id.toHexString(), at, organisation_id, workspace_id, ...event };
    await Promise.all((await deliveries.fanOut(happened)).map(startDelivery));
  };

  /** Delivers what the record's outbox held when it was read. */
  const deliver = async ({ _id, outbox = [] }: WithOutbox): Promise<void> => {
    for (const entry of outbox) {
      await audit.appendOnce(entry.id, entry.audit);
      await tellWebhooks(entry);
      const { modifiedCount } = await withOutbox.updateOne({ _id }, { $pull: { outbox: { id: entry.id } } });
      if (modifiedCount === 1) delivered(entry.audit);
    }
  };

  return {
    deliver,

    /**
     * Changes a record, with what follows from that, and delivers it. What can't be delivered at once is left to a later
     * {@link deliver}: the change itself is done. Answers the record as it is then, or null where the filter found none.
     */
    async change(
      filter: Filter<T> & { _id: string },
      update: UpdateFilter<T>,
      { entry, event }: Following,
    ): Promise<T | null> {
      const outbox: OutboxEntry = { id: new ObjectId(), audit: entry, ...(event && { event }) };
      const withEntry = { ...update, $push: { ...update.$push, outbox } } as UpdateFilter<WithOutbox>;
      const changed = await answered(async (isAgain) => {
        const options = { returnDocument: 'after', projection } as const;
        const found = await withOutbox.findOneAndUpdate(filter as Filter<WithOutbox>, withEntry, options);
        if (found || !isAgain) return found;
        return withOutbox.findOne({ _id: filter._id, 'outbox.id': outbox.id }, { projection });
      });
      if (changed) await deliver(changed).catch(() => undefined);
      return changed as T | null;
    },
  };
}

export type Outbox<T extends WithOutbox> = ReturnType<typeof createOutbox<T>>;
