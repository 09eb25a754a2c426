import type { Collection, Db } from 'mongodb';
import type { RelativeRange } from '../model/relative-ranges';
import type { Compression, FormatName } from '../model/formats';
import { recordsOf, type Tenant } from '../model/tenant';
import { pageOf, type PageQuery } from './page';
import { slotIndex, takenSlots } from './slots';
import { answered, isDuplicate } from './writes';

export interface TemplateRecord {
  _id: string;
  organisation_id: string;
  /** Null: it is shared by the keys of all workspaces. */
  workspace_id: string | null;
  /** Which of its organisation's places it takes: so their number is limited. */
  slot: number;
  name: string;
  /** As JSON text: keys of the metadata filter must not become field names of ours. */
  filters: string;
  requested_data: string[];
  format: FormatName;
  compression: Compression;
  csv_formulas: 'keep' | null;
  relative_range: RelativeRange | null;
  created_at: Date;
  created_by: string;
  created_by_user: string | null;
}

/** The templates that workspaces share. */
export function createTemplateStore(db: Db) {
  const templates: Collection<TemplateRecord> = db.collection('export_templates');
  const withId = (tenant: Tenant, id: string) => recordsOf<TemplateRecord>(tenant, { _id: id });

  return {
    /** 'taken' where another template holds the slot. One that is there already under its id stays as it is. */
    insert: (record: TemplateRecord): Promise<'taken' | TemplateRecord> =>
      answered(async () => {
        try {
          await templates.insertOne(record);
          return record;
        } catch (error) {
          if (!isDuplicate(error)) throw error;
          const { _id, organisation_id } = record;
          return (await templates.findOne({ organisation_id, _id })) ?? 'taken';
        }
      }),

    takenSlots: (organisationId: string): Promise<number[]> => takenSlots(templates, organisationId),

    /** The tenant's templates, newest first. */
    list: (tenant: Tenant, page: PageQuery) => pageOf(templates, recordsOf<TemplateRecord>(tenant, {}), page),

    /** Answers the record as it was. */
    async delete(tenant: Tenant, id: string): Promise<TemplateRecord | null> {
      const found = await templates.findOne(withId(tenant, id));
      if (found) await answered(() => templates.deleteOne(withId(tenant, id)));
      return found;
    },

    ensureIndexes: async (): Promise<void> => {
      await templates.createIndexes([{ key: { organisation_id: 1, created_at: -1, _id: -1 } }, slotIndex]);
    },
  };
}
export type TemplateStore = ReturnType<typeof createTemplateStore>;
