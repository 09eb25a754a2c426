import type { Actor } from '../contract/actor';
import type { Manifest } from '../contract/manifest';
import { ServiceError } from '../model/errors';
import { isCompressed, packagingOf } from '../model/formats';
import { nothingOmitted } from '../model/omissions';
import { noManifest } from '../model/statuses';
import { type ExportSummary, filtersOf } from '../stores/export-record';
import type { ExportsDeps } from './deps';
import { presentWindow } from '../stores/present-window';
import { findExport } from './read';
import { isoOrNull } from '../model/time';

/** The name of the object beside the file. */
export const manifestName = (fileName: string) => `${fileName}.manifest.json`;

type Complete = ExportSummary & { file: NonNullable<ExportSummary['file']> };

/** The manifest of a complete file. One that an earlier version wrote lacks what was not noted then. */
export function manifestOf({ file, facts, ...record }: Complete): Manifest {
  const { name, bytes, crc32c } = file;
  return {
    object: 'manifest',
    version: 1,
    export_id: record._id,
    organisation_id: record.organisation_id,
    workspace_id: record.workspace_id,
    schedule_id: record.schedule_id ?? null,
    window: record.window ? presentWindow(record.window) : null,
    filters: filtersOf(record),
    requested_data: record.requested_data,
    format: record.format,
    compression: packagingOf(record).compression,
    file: {
      name,
      bytes,
      crc32c,
      uncompressed_bytes: facts?.uncompressed_bytes ?? (isCompressed(record) ? null : bytes),
    },
    rows: record.exported,
    total_records: record.total_records,
    total_records_is_minimum: record.total_records_is_minimum ?? false,
    truncated: record.truncated,
    first: facts?.first ?? null,
    last: facts?.last ?? null,
    data_cutoff_at: isoOrNull(record.data_cutoff_at),
    ...(facts?.omitted ?? nothingOmitted()),
    attempt: record.attempt,
    started_at: isoOrNull(record.started_at),
    completed_at: isoOrNull(facts?.completed_at ?? record.completed_at),
    service_version: facts?.service_version ?? null,
  };
}

/** The manifest of an export that has ended with success; it outlives the file. */
export async function readManifest(
  deps: Pick<ExportsDeps, 'exports' | 'runs' | 'logger'>,
  actor: Actor,
  id: string,
): Promise<Manifest> {
  const { file, ...record } = await findExport(deps, actor, id);
  if (record.status !== 'success' || !file) throw new ServiceError('wrong_status', noManifest(record.status));
  return manifestOf({ ...record, file });
}
