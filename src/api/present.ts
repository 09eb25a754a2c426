import type { ExportAnswer } from '../contract/export-answers';
import { presentWindow } from '../stores/present-window';
import type { FaultCode } from '../model/errors';
import { packagingOf } from '../model/formats';
import { nothingOmitted } from '../model/omissions';
import { type ExportSummary, filtersOf } from '../stores/export-record';
import { isoOrNull } from '../model/time';

const presentSearch = ({ searched }: ExportSummary) =>
  searched && { searched: { found: searched.found, until: searched.until.toISOString() } };

/** An export as every endpoint answers it. */
export function presentExport(record: ExportSummary): ExportAnswer {
  return {
    id: record._id,
    object: 'export',
    organisation_id: record.organisation_id,
    workspace_id: record.workspace_id,
    filters: filtersOf(record),
    requested_data: record.requested_data,
    format: record.format,
    compression: packagingOf(record).compression,
    csv_formulas: record.csv_formulas ?? null,
    description: record.description,
    relative_range: record.relative_range ?? null,
    status: record.status,
    total_records: record.total_records,
    total_records_is_minimum: record.total_records_is_minimum ?? false,
    progress: { exported: record.exported, total: record.total ?? 0, bytes: record.bytes, ...presentSearch(record) },
    error: record.error,
    error_code: record.error_code as FaultCode | null,
    truncated: record.truncated,
    attempt: record.attempt,
    data_cutoff_at: isoOrNull(record.data_cutoff_at),
    created_at: record.created_at.toISOString(),
    last_updated_at: record.last_updated_at.toISOString(),
    started_at: isoOrNull(record.started_at),
    completed_at: isoOrNull(record.completed_at),
    created_by: record.created_by,
    created_by_detail: { key_id: record.created_by, user: record.created_by_user ?? null },
    file: record.expired_at
      ? null
      : record.file && { name: record.file.name, bytes: record.file.bytes, crc32c: record.file.crc32c },
    ...(record.facts?.omitted ?? nothingOmitted()),
    schedule_id: record.schedule_id ?? null,
    window: record.window ? presentWindow(record.window) : null,
    revision: record.revision ?? null,
    superseded_by: record.superseded_by ?? null,
  };
}
