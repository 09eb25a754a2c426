import type { Collection, Db } from 'mongodb';
import type { WebhookEvent } from '../model/webhook-events';
import { recordsOf, type Tenant } from '../model/tenant';
import { pageOf, type PageQuery } from './page';
import { slotIndex, takenSlots } from './slots';
import { answered, isDuplicate } from './writes';

/** A secret that signs, encrypted; the newest one has no end. */
export interface SealedSecret {
  sealed: string;
  until: Date | null;
}

export interface WebhookRecord {
  _id: string;
  organisation_id: string;
  /** Null: it is told of every workspace of the organisation. */
  workspace_id: string | null;
  /** Which of its organisation's places it takes: so their number is limited. */
  slot: number;
  url: string;
  events: WebhookEvent[];
  description: string | null;
  /** Newest first. */
  secrets: SealedSecret[];
  disabled: { at: Date; reason: string } | null;
  /** Since when no try has succeeded. */
  failing_since: Date | null;
  created_at: Date;
  last_updated_at: Date;
  created_by: string;
  created_by_user: string | null;
  /** The one person whose exports it is told of; null: everyone's. */
  only_user: string | null;
}

/** Whose record an event is about. */
interface Whose {
  organisation_id: string;
  workspace_id: string | null;
  user: string | null;
}

export type WebhookChange = Partial<
  Pick<WebhookRecord, 'url' | 'events' | 'description' | 'disabled' | 'failing_since'>
>;

/** More than one rotates in a day, and few enough to stay in one header. */
const MAX_SECRETS = 5;

export function createWebhookStore(db: Db) {
  const webhooks: Collection<WebhookRecord> = db.collection('webhooks');
  const changeOf = <C extends WebhookChange>(change: C) => ({ ...change, last_updated_at: new Date() });

  return {
    /** 'taken' where another webhook holds the slot. */
    insert: (record: WebhookRecord): Promise<'taken' | WebhookRecord> =>
      answered(async (isAgain) => {
        try {
          await webhooks.insertOne(record);
          return record;
        } catch (error) {
          if (!isDuplicate(error)) throw error;
          const { _id, organisation_id } = record;
          const isOwn = isAgain && (await webhooks.countDocuments({ organisation_id, _id })) === 1;
          return isOwn ? record : 'taken';
        }
      }),

    takenSlots: (organisationId: string): Promise<number[]> => takenSlots(webhooks, organisationId),

    find: (tenant: Tenant, id: string): Promise<WebhookRecord | null> =>
      webhooks.findOne(recordsOf<WebhookRecord>(tenant, { _id: id })),

    /** For the service itself, which a delivery brought here. */
    load: (id: string): Promise<WebhookRecord | null> => webhooks.findOne({ _id: id }),

    list: (tenant: Tenant, query: PageQuery) => pageOf(webhooks, recordsOf<WebhookRecord>(tenant, {}), query),

    /** The webhooks that are to be told of an event in this workspace about this person's record. */
    subscribers({ organisation_id, workspace_id, user }: Whose, event: WebhookEvent): Promise<WebhookRecord[]> {
      const subscribed = {
        organisation_id,
        workspace_id: { $in: [null, workspace_id] },
        only_user: { $in: [null, user] },
        events: event,
        disabled: null,
      };
      return webhooks.find(subscribed).toArray();
    },

    update: (tenant: Tenant, id: string, change: WebhookChange): Promise<WebhookRecord | null> =>
      answered(() =>
        webhooks.findOneAndUpdate(
          recordsOf<WebhookRecord>(tenant, { _id: id }),
          { $set: changeOf(change) },
          { returnDocument: 'after' },
        ),
      ),

    /** Puts a new secret before the others, which end at `until` unless they do so before. */
    async rotate(tenant: Tenant, id: string, sealed: string, until: Date): Promise<WebhookRecord | null> {
      for (;;) {
        const found = await webhooks.findOne(recordsOf<WebhookRecord>(tenant, { _id: id }));
        if (!found || found.secrets[0]?.sealed === sealed) return found;
        const now = new Date();
        const earlier = found.secrets.filter((secret) => secret.until === null || secret.until > now);
        const ending = earlier.map((secret) => ({ ...secret, until: secret.until ?? until }));
        const secrets = [{ sealed, until: null }, ...ending].slice(0, MAX_SECRETS);
        await answered(() =>
          webhooks.updateOne(recordsOf<WebhookRecord>(tenant, { _id: id, secrets: found.secrets }), {
            $set: { secrets, last_updated_at: now },
          }),
        );
        // Another rotation, or a deletion, may have come in between.
      }
    },

    /** Answers the record as it was. */
    async delete(tenant: Tenant, id: string): Promise<WebhookRecord | null> {
      const own = recordsOf<WebhookRecord>(tenant, { _id: id });
      const found = await webhooks.findOne(own);
      if (!found) return null;
      await answered(() => webhooks.deleteOne(own));
      return found;
    },

    noteSuccess: async (id: string): Promise<void> => {
      await webhooks.updateOne({ _id: id, failing_since: { $ne: null } }, { $set: { failing_since: null } });
    },

    /** Answers since when it has been failing. */
    async noteFailure(id: string, at: Date): Promise<Date> {
      await webhooks.updateOne({ _id: id, failing_since: null }, { $set: { failing_since: at } });
      return (await webhooks.findOne({ _id: id }))?.failing_since ?? at;
    },

    disable: async (id: string, disabled: { at: Date; reason: string }): Promise<void> => {
      await webhooks.updateOne({ _id: id, disabled: null }, { $set: changeOf({ disabled }) });
    },

    ensureIndexes: async (): Promise<void> => {
      await webhooks.createIndexes([{ key: { organisation_id: 1, created_at: -1, _id: -1 } }, slotIndex]);
    },
  };
}
export type WebhookStore = ReturnType<typeof createWebhookStore>;
