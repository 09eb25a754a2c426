/** What clients ask of exports: the requests are validated by it, and the OpenAPI document is generated from it. */
import { z } from 'zod';
import { fields } from '../model/fields';
import { filtersSchema } from '../model/filters';
import {
  compressions,
  compressionsOf,
  DEFAULT_FORMAT,
  formatNames,
  type FormatName,
  hasColumns,
} from '../model/formats';
import { relativeRanges } from '../model/relative-ranges';
import { statuses } from '../model/statuses';
import { userId } from './api-keys';
import { pageQuery } from './pages';
import { workspaceId } from './workspace';

const fieldNames = fields.map((field) => field.name) as [string, ...string[]];

/** The published SDKs repeat the id in bodies; it is ignored. */
const ignoredExportId = { export_id: z.unknown().optional().meta({ description: 'Ignored; the path says which.' }) };

const requestedData = z
  .array(z.enum(fieldNames))
  .min(1, 'must name at least one field')
  .max(fieldNames.length)
  .superRefine((names, context) => {
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index) {
        context.addIssue({ code: 'custom', path: [index], message: `must not name ${name} twice` });
      }
    });
  })
  .describe('The fields of each line, in this order.');
/** {@link goTogether} asks for it where the format has columns; it is empty where the format has none. */
const requestedOfColumns = requestedData
  .optional()
  .transform((names) => names ?? [])
  .describe('The fields of each line, in this order. The format chat takes none; every other needs them.');

const description = z.string().max(1_000).describe('A note for people.');
export const relativeRange = z
  .enum(relativeRanges)
  .nullable()
  .describe('How the time range was chosen, for the next request; the filters hold its times.');

/** What the file is. */
const fileShape = {
  format: z
    .enum(formatNames)
    .nullish()
    .transform((format) => format ?? DEFAULT_FORMAT)
    .describe(
      'What the file is: jsonl (the default), csv, parquet, or chat, a fine-tuning set. jsonl.gz means jsonl with gzip.',
    ),
  compression: z
    .enum(compressions)
    .nullish()
    .describe('How the file is packed: not at all, by default; a Parquet file with snappy.'),
  csv_formulas: z
    .literal('keep')
    .nullish()
    .describe(
      "Of a CSV: leaves texts that a spreadsheet would run as formulas as they are, without the ' before them.",
    ),
};

/** What an export holds and is, whichever logs it is of; {@link goTogether} says what of it goes together. */
export const exportedAs = {
  requested_data: requestedOfColumns,
  description: description.nullable().optional(),
  ...fileShape,
};

interface Together {
  format: FormatName;
  requested_data: readonly string[];
  compression?: unknown;
  csv_formulas?: unknown;
}

/** Why a format takes no `requested_data`. */
export const noFieldsFor = (format: FormatName) => `must be left out: the format ${format} has no columns`;

/** Refuses what a format does not have, and asks for what it needs. */
export function goTogether(
  { format, requested_data, compression, csv_formulas }: Together,
  context: z.RefinementCtx,
): void {
  const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (!hasColumns(format)) {
    if (requested_data.length > 0) refuse('requested_data', noFieldsFor(format));
  } else if (requested_data.length === 0) {
    context.addIssue({ code: 'invalid_type', expected: 'array', input: undefined, path: ['requested_data'] });
  }
  const possible = compressionsOf(format);
  if (compression && !possible.some((one) => one === compression))
    refuse('compression', `must be ${possible.join(' or ')} with the format ${format}`);
  if (csv_formulas && format !== 'csv') refuse('csv_formulas', 'must be left out: it is for the format csv');
}

/** The bodies of create, preview and update. `maxLogs`: how many logs an export may hold in this installation. */
export function exportBodies(maxLogs: number) {
  const create = z
    .strictObject({
      filters: filtersSchema(maxLogs),
      requested_data: requestedOfColumns,
      workspace_id: workspaceId.nullable().optional(),
      description: description.nullable().optional(),
      relative_range: relativeRange.optional(),
      ...fileShape,
      ...ignoredExportId,
    })
    .superRefine(goTogether)
    .meta({ id: 'CreateExport' });
  const update = z
    .strictObject({
      filters: filtersSchema(maxLogs).optional(),
      requested_data: requestedData.optional(),
      workspace_id: workspaceId.nullable().optional(),
      description: description.nullable().optional(),
      relative_range: relativeRange.optional(),
      ...ignoredExportId,
    })
    .refine(({ export_id, ...rest }) => Object.values(rest).some((value) => value !== undefined), {
      error: 'must name at least one of filters, requested_data, description, workspace_id, relative_range',
    })
    .meta({ id: 'UpdateExport' });
  return { create, update };
}
export type ExportBodies = ReturnType<typeof exportBodies>;
export type CreateExport = z.output<ExportBodies['create']>;
export type UpdateExport = z.output<ExportBodies['update']>;

/** Start and cancel need no body; what the SDKs send there is accepted. */
export const moveBody = z.strictObject(ignoredExportId).optional();

const MAX_SEARCH = 200;
const listTime = z.iso.datetime({
  offset: true,
  error: 'must be an ISO 8601 time with its zone, such as "2026-03-01T00:00:00Z"',
});

export const listQuery = z.strictObject({
  workspace_id: workspaceId.optional(),
  status: z.enum(statuses).optional(),
  expired: z
    .enum(['true', 'false'])
    .optional()
    .describe('Whether the file was deleted for its age. Such an export keeps the status success.'),
  search: z
    .string()
    .min(1)
    .max(MAX_SEARCH)
    .optional()
    .describe(
      'A part of the description, in any case, or the beginning of the id. Three characters or more are found by an index.',
    ),
  schedule_id: z
    .string()
    .min(1)
    .max(MAX_SEARCH)
    .optional()
    .describe('The schedule that made it. The list is then in the order of windows.'),
  created_by: z.string().min(1).max(MAX_SEARCH).optional().describe('The id of the key that made it.'),
  created_by_user: userId.optional().describe('The person that made it.'),
  created_min: listTime.optional().describe('Made at this time or later.'),
  created_max: listTime.optional().describe('Made at this time or earlier.'),
  format: z.enum(formatNames).optional().describe('jsonl finds those of its other spelling too.'),
  order: z.enum(['newest', 'oldest']).default('newest').describe('By creation time.'),
  ...pageQuery,
});
export type ListQuery = z.output<typeof listQuery>;

export const exportParams = z.strictObject({ id: z.string().describe('The id of the export.') });
