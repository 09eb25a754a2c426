import { type Collection, type Db, ObjectId } from 'mongodb';
import type { AuditAction, AuditQuery } from '../contract/audit';
import { recordsOf, type Tenant } from '../model/tenant';
import { pageOf } from './page';
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

/** The audit trail: append and read only. */
export function createAuditStore(db: Db) {
  const audit: Collection<AuditEntry> = db.collection('audit');
  const newestFirst = { at: -1, _id: -1 } as const;

  /** Appends an entry under its own id; does nothing if it is already there. */
  const appendOnce = (id: ObjectId, entry: AuditEntry): Promise<void> => insertOnce(audit, [{ _id: id, ...entry }]);

  return {
    append: (entry: Omit<AuditEntry, 'at'>): Promise<void> => appendOnce(new ObjectId(), { at: new Date(), ...entry }),

    appendOnce,

    /** The tenant's entries, newest first. */
    async list(tenant: Tenant, query: AuditQuery): Promise<{ total: number; entries: AuditRecord[] }> {
      const { action, key_id, target_id, result } = query;
      const filter = recordsOf<AuditEntry>(tenant, {
        ...(action && { action }),
        ...(key_id && { key_id }),
        ...(target_id && { target_id }),
        ...(result && { result }),
      });
      const { total, records } = await pageOf(audit, filter, query, { sort: newestFirst });
      return { total, entries: records };
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

    ensureIndexes: async (): Promise<void> => {
      await audit.createIndexes([
        { key: { organisation_id: 1, ...newestFirst } },
        { key: { organisation_id: 1, target_id: 1, ...newestFirst } },
      ]);
    },
  };
}
export type AuditStore = ReturnType<typeof createAuditStore>;
