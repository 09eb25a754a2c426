/** Records as version 0.1.0 wrote them, read as those of today. */
import type { ComposedFile } from '../contract/workflow';
import type { Part } from '../model/batches';
import type { Locate, Location } from '../model/location';
import { type ExportRecord, type ExportSummary, tenantOf } from './export-record';

/** 0.1.0 identified objects by the generation of Google Cloud Storage, and did not record their location. */
type Earlier<T extends { version: string }> = Omit<T, 'version'> & { version?: string; generation?: string };
interface EarlierRecord {
  location?: Location | null;
  file: Earlier<ComposedFile> | null;
  plan?: { batches: { parts: Earlier<Part>[] | null }[] } | null;
}

/** A result or receipt of a 0.1.0 worker in today's shape. */
export function withVersion<T extends { version: string }>({ generation, ...rest }: Earlier<T>): T {
  return { ...rest, version: rest.version ?? generation } as unknown as T;
}

/**
 * A record in today's shape, whichever version wrote it. The objects of a started 0.1.0 export lie where the settings of
 * that time, which are still in force at an upgrade, say.
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
