import { type Collection, type Db, type Filter, type IndexDescriptionInfo, ObjectId } from 'mongodb';
import type { AuditAction, AuditQuery } from '../contract/audit';
import { recordsOf, type Tenant } from '../model/tenant';
import { countAsFarAs } from './page';
import { insertOnce } from './writes';

/** Who did what, to what, when, from where, and the outcome. Written once, never changed. */
export interface AuditEntry {
  at: Date;
  action: AuditAction;
  organisation_id: string;
  workspace_id: string | null;
  /** Null when the service itself acted (a run ended), or an operator did by the command line. */
  key_id: string | null;
  /** The export or key concerned; null if the request named none. */
  target_id: string | null;
  /** `ok`, or the code of the refusal or fault. */
  result: string;
  request_id: string | null;
  address: string | null;
  /** For a run that started or ended: its id, and why it failed. */
  attempt: number | null;
  error: string | null;
  /** Of settings: what they were and are, as JSON text. */
  change?: string | null;
}

interface RunRecord {
  _id: string;
  organisation_id: string;
  workspace_id: string | null;
  attempt: number;
}

/** The part that all entries of a run share: the service itself acted, for the record's tenant. */
export const aboutRun = (record: RunRecord) => ({
  organisation_id: record.organisation_id,
  workspace_id: record.workspace_id,
  key_id: null,
  target_id: record._id,
  request_id: null,
  address: null,
  attempt: record.attempt,
});

const MAX_HISTORY = 1_000;

export type AuditRecord = AuditEntry & { _id: ObjectId };

const newestFirst = { at: -1, _id: -1 } as const;
/** What the trail is narrowed by: each has an index that holds the order, too. */
const narrowed = ['workspace_id', 'action', 'key_id', 'target_id', 'result'] as const;

/** The entries that follow the one that `next` names. The first bound is the one that an index takes. */
function beyond(next: string): Filter<AuditEntry> {
  const [time, id] = next.split('.') as [string, string];
  const at = new Date(Number(time));
  return { at: { $lte: at }, $nor: [{ at, _id: { $gte: new ObjectId(id) } }] };
}

const EXPIRY = 'audit_retention';

/** Has MongoDB itself delete what is older: the service needs no right to delete entries. Zero days: nothing is deleted. */
async function keepFor(audit: Collection<AuditEntry>, days: number): Promise<void> {
  const expireAfterSeconds = days * 86_400;
  const indexes = (await audit.listIndexes().toArray()) as IndexDescriptionInfo[];
  const present = indexes.find(({ name }) => name === EXPIRY);
  if ((present?.expireAfterSeconds ?? 0) === expireAfterSeconds) return;
  // Another process may have been faster.
  if (present) await audit.dropIndex(EXPIRY).catch(() => undefined);
  if (days > 0) await audit.createIndex({ at: 1 }, { name: EXPIRY, expireAfterSeconds });
}

/** The audit trail: append and read only. */
export function createAuditStore(db: Db) {
  const audit: Collection<AuditEntry> = db.collection('audit');

  /** Appends an entry under its own id; does nothing if it is already there. */
  const appendOnce = (id: ObjectId, entry: AuditEntry): Promise<void> => insertOnce(audit, [{ _id: id, ...entry }]);

  return {
    append: (entry: Omit<AuditEntry, 'at'>): Promise<void> => appendOnce(new ObjectId(), { at: new Date(), ...entry }),

    appendOnce,

    /** The tenant's entries, newest first. `next` says where the page after this one begins; null where there is none. */
    async list(tenant: Tenant, { after, ...query }: AuditQuery) {
      const { action, key_id, target_id, result, page_size, current_page } = query;
      const asked: Filter<AuditEntry> = {
        ...(action && { action }),
        ...(key_id && { key_id }),
        ...(target_id && { target_id }),
        ...(result && { result }),
      };
      const from = after === undefined ? {} : beyond(after);
      const [found, counted] = await Promise.all([
        audit
          .find(recordsOf<AuditEntry>(tenant, { ...asked, ...from }))
          .sort(newestFirst)
          .skip(page_size * current_page)
          // One more tells whether there is a next page.
          .limit(page_size + 1)
          .toArray(),
        countAsFarAs(audit, recordsOf<AuditEntry>(tenant, asked), query),
      ]);
      const records = found.slice(0, page_size);
      const last = found.length > page_size ? records.at(-1)! : null;
      return { ...counted, records, next: last && `${last.at.getTime()}.${last._id.toHexString()}` };
    },

    /** The history of one export, oldest first, without refusals. The caller has checked that it may see the export. */
    historyOf: (tenant: Tenant, exportId: string): Promise<AuditRecord[]> =>
      audit
        .find({
          organisation_id: tenant.organisationId,
          target_id: exportId,
          $or: [{ result: 'ok' }, { action: 'export.failed' }],
        })
        .sort({ at: 1, _id: 1 })
        .limit(MAX_HISTORY)
        .toArray(),

    /** `retentionDays`: 0 keeps the trail for good. */
    ensureIndexes: async (retentionDays: number): Promise<void> => {
      await audit.createIndexes([
        { key: { organisation_id: 1, ...newestFirst } },
        ...narrowed.map((field) => ({ key: { organisation_id: 1, [field]: 1, ...newestFirst } })),
      ]);
      await keepFor(audit, retentionDays);
    },
  };
}
export type AuditStore = ReturnType<typeof createAuditStore>;
