import type { TemplateAnswer } from '../contract/templates';
import { filtersOf } from '../stores/export-record';
import type { TemplateRecord } from '../stores/templates';

/** The one shape in which a template leaves the API. */
export const presentTemplate = (record: TemplateRecord): TemplateAnswer => ({
  id: record._id,
  object: 'export_template',
  organisation_id: record.organisation_id,
  workspace_id: record.workspace_id,
  name: record.name,
  filters: filtersOf(record),
  requested_data: record.requested_data,
  format: record.format,
  compression: record.compression,
  csv_formulas: record.csv_formulas,
  relative_range: record.relative_range,
  created_at: record.created_at.toISOString(),
  created_by: record.created_by,
});
