/**
 * What must follow from a change of a record is written to the record in the same update, delivered after it and taken off
 * then: whatever fails in between, nothing of it is lost, and its id makes a second delivery harmless.
 */
import { type Collection, ObjectId } from 'mongodb';
import type { AuditEntry, AuditStore } from './audit';

export interface OutboxEntry {
  id: ObjectId;
  audit: AuditEntry;
}

export interface WithOutbox {
  _id: string;
  /** Records of 0.1.0 lack it. */
  outbox?: OutboxEntry[];
}

interface Delivery {
  audit: Pick<AuditStore, 'appendOnce'>;
  /** Told of each entry once, by the process that took it off. */
  delivered: (entry: AuditEntry) => void;
}

/** The part of an update that adds an entry. */
export const inOutbox = (audit: AuditEntry) => ({ outbox: { id: new ObjectId(), audit } });

/** The records that have held an entry since before `limit`: who wrote it has failed to deliver it. */
export const undeliveredSince = (limit: Date) => ({ 'outbox.audit.at': { $lt: limit } });

export const outboxIndex = { key: { 'outbox.audit.at': 1 }, sparse: true } as const;

export function createOutbox<T extends WithOutbox>(records: Collection<T>, { audit, delivered }: Delivery) {
  const withOutbox = records as unknown as Collection<WithOutbox>;

  return {
    /** Delivers what the record's outbox held when it was read. */
    async deliver({ _id, outbox = [] }: WithOutbox): Promise<void> {
      for (const { id, audit: entry } of outbox) {
        await audit.appendOnce(id, entry);
        const { modifiedCount } = await withOutbox.updateOne({ _id }, { $pull: { outbox: { id } } });
        if (modifiedCount === 1) delivered(entry);
      }
    },
  };
}
