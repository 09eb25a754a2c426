/** What the admins of each organisation deny. */
import type { Collection, Db } from 'mongodb';
import { type ExportSettings, nothingDenied } from '../model/denied-fields';
import { answered, isDuplicate } from './writes';

interface SettingsRecord {
  /** The organisation. */
  _id: string;
  /** Counts changes: one that was made from older settings is made anew. */
  version: number;
  /** As JSON text: ids of workspaces must not become field names of ours. */
  settings: string;
}

export function createSettingsStore(db: Db) {
  const settings: Collection<SettingsRecord> = db.collection('export_settings');
  const parsed = (record: SettingsRecord | null) =>
    record ? (JSON.parse(record.settings) as ExportSettings) : nothingDenied;

  /** False where another change was faster. */
  const replace = async (before: SettingsRecord | null, after: SettingsRecord): Promise<boolean> => {
    if (before)
      return (await settings.replaceOne({ _id: after._id, version: before.version }, after)).matchedCount === 1;
    try {
      await settings.insertOne(after);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  };

  return {
    of: async (organisationId: string): Promise<ExportSettings> =>
      parsed(await settings.findOne({ _id: organisationId })),

    /** Changes the settings, and answers what they were and are. */
    async change(
      organisationId: string,
      changed: (before: ExportSettings) => ExportSettings,
    ): Promise<{ before: ExportSettings; after: ExportSettings }> {
      let first: ExportSettings | undefined;
      return answered(async () => {
        for (;;) {
          const record = await settings.findOne({ _id: organisationId });
          const before = parsed(record);
          const after = changed(before);
          const version = (record?.version ?? 0) + 1;
          first ??= before;
          if (await replace(record, { _id: organisationId, version, settings: JSON.stringify(after) })) {
            return { before: first, after };
          }
          first = undefined;
        }
      });
    },
  };
}
export type SettingsStore = ReturnType<typeof createSettingsStore>;
