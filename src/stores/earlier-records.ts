/** Records as version 0.1.0 wrote them, read as those of today. */
import type { ComposedFile } from '../contract/workflow';
import type { Part } from '../model/batches';
import type { Locate, Location } from '../model/location';
import { type ExportRecord, type ExportSummary, tenantOf } from './export-record';

/** 0.1.0 named objects by the generation of Google Cloud Storage, and did not record where they lie. */
type Earlier<T extends { version: string }> = Omit<T, 'version'> & { version?: string; generation?: string };
interface EarlierRecord {
  location?: Location | null;
  file: Earlier<ComposedFile> | null;
  plan?: { batches: { parts: Earlier<Part>[] | null }[] } | null;
}

/** What a worker of 0.1.0 answered, or recorded, as it is today. */
export function withVersion<T extends { version: string }>({ generation, ...rest }: Earlier<T>): T {
  return { ...rest, version: rest.version ?? generation } as unknown as T;
}

/**
 * A record as today's code reads it, whichever version wrote it. An export of 0.1.0 that has been started has its objects
 * where the settings of then, which are still set, say.
 */
export function asCurrent<R extends ExportSummary>(stored: R, locate: Locate): R {
  const { location, file, plan } = stored as unknown as EarlierRecord;
  const batches = plan?.batches.map((batch) => ({ ...batch, parts: batch.parts?.map(withVersion) ?? null }));
  return {
    ...stored,
    location: location ?? (stored.attempt > 0 ? locate({ id: stored._id, tenant: tenantOf(stored) }) : null),
    file: file && withVersion(file),
    ...(batches && { plan: { ...(stored as unknown as ExportRecord).plan, batches } }),
  };
}
