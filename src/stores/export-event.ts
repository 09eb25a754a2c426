import type { ExportEventData } from '../contract/webhook-events';
import type { ExportEvent } from '../model/webhook-events';
import type { FaultCode } from '../model/errors';
import type { ExportSummary } from './export-record';
import { presentWindow } from './present-window';

/** What webhooks are told of an export: how the record stands with the change that the event is about. */
export function exportEvent(
  type: ExportEvent,
  record: ExportSummary,
): { type: ExportEvent; user: string | null; data: ExportEventData } {
  const { exported, total, bytes, completed_at } = record;
  return {
    type,
    user: record.created_by_user ?? null,
    data: {
      id: record._id,
      object: 'export',
      organisation_id: record.organisation_id,
      workspace_id: record.workspace_id,
      status: record.status,
      total_records: record.total_records,
      total_records_is_minimum: record.total_records_is_minimum ?? false,
      progress: { exported, total: total ?? 0, bytes },
      truncated: record.truncated,
      error: record.error,
      error_code: record.error_code as FaultCode | null,
      attempt: record.attempt,
      completed_at: completed_at?.toISOString() ?? null,
      schedule_id: record.schedule_id ?? null,
      window: record.window ? presentWindow(record.window) : null,
      revision: record.revision ?? null,
    },
  };
}
