/** The shapes of the export endpoints: they validate the requests, and the OpenAPI document is generated from them. */
import { z } from 'zod';
import { faultCodes } from '../model/errors';
import { fields } from '../model/fields';
import { filtersSchema } from '../model/filters';
import {
  compressions,
  compressionsOf,
  DEFAULT_FORMAT,
  formatNames,
  type FormatName,
  formats,
  hasColumns,
} from '../model/formats';
import { parquetTypes } from '../model/parquet-types';
import { relativeRanges } from '../model/relative-ranges';
import { statuses } from '../model/statuses';
import { userId } from './api-keys';
import { listTotal, pageQuery } from './pages';
import { workspaceId } from './workspace';

const fieldNames = fields.map((field) => field.name) as [string, ...string[]];

/** The published SDKs repeat the id in bodies; it is ignored. */
const ignoredExportId = { export_id: z.unknown().optional().meta({ description: 'Ignored; the path says which.' }) };

const timestamp = z.iso.datetime();

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
const relativeRange = z
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

const count = z.int().min(0);

/** What a file does not hold. */
export const omittedAnswer = {
  skipped: z.record(z.string(), count).describe('Logs that were left out of the file, by reason.'),
  unfit: z.record(z.string(), count).describe('Values that did not fit their column and are null, by column.'),
};

const NOT_IN_TIME = 'Null: too many logs to count in time; they are counted when the export is started.';
const isMinimum = z.boolean().describe('More logs may match than total_records: they could not be counted in time.');

export const exportAnswer = z
  .strictObject({
    id: z.string(),
    object: z.literal('export'),
    organisation_id: z.string(),
    workspace_id: z.string().nullable(),
    filters: z.record(z.string(), z.unknown()),
    requested_data: z.array(z.string()),
    format: z.enum(formatNames).describe('As it was asked for.'),
    compression: z.enum(compressions),
    csv_formulas: z.literal('keep').nullable(),
    description: z.string().nullable(),
    relative_range: relativeRange,
    status: z.enum(statuses),
    total_records: count.describe('How many logs match the filters, whatever the export holds of them.'),
    total_records_is_minimum: isMinimum,
    progress: z.strictObject({
      exported: count,
      total: count.describe('How many logs the file will hold; 0 until they are counted.'),
      bytes: count,
      searched: z
        .strictObject({
          found: count.describe('How many matching logs were found so far.'),
          until: timestamp.describe('All logs that were created before are looked through.'),
        })
        .optional()
        .describe('Only while a long search for the logs goes on.'),
    }),
    error: z.string().nullable().describe('What happened and what to do, in a sentence.'),
    error_code: z.enum(faultCodes).nullable(),
    truncated: z.boolean().describe('More logs match than the export holds.'),
    attempt: count.describe('How many times it was started.'),
    data_cutoff_at: timestamp.nullable().describe('Logs created from then on are not in the export.'),
    created_at: timestamp,
    last_updated_at: timestamp,
    started_at: timestamp.nullable(),
    completed_at: timestamp.nullable(),
    created_by: z.string().describe('The id of the key that made it.'),
    created_by_detail: z.strictObject({
      key_id: z.string(),
      user: z.string().nullable().describe('The person that the key is for.'),
    }),
    file: z.strictObject({ name: z.string(), bytes: count, crc32c: z.string() }).nullable(),
    ...omittedAnswer,
    schedule_id: z.string().nullable().describe('The schedule that made it.'),
    window: z
      .strictObject({
        start: timestamp,
        end: timestamp.describe('The first time that is not in the window.'),
        part: z.int().min(1).nullable().describe('Which part of the window it holds, where one export was too small.'),
        parts: z.int().min(1).nullable(),
      })
      .nullable()
      .describe('The window of the schedule.'),
    revision: z.int().min(1).nullable().describe('2 and more: made anew, since logs of the window came late.'),
    superseded_by: z.string().nullable().describe('The export of a later revision that took its place.'),
  })
  .meta({ id: 'Export' });
export type ExportAnswer = z.output<typeof exportAnswer>;

export const createdAnswer = z
  .strictObject({
    id: z.string(),
    total: count.nullable().describe(`How many logs the export will hold. ${NOT_IN_TIME}`),
    object: z.literal('export'),
    total_records: count.describe('How many logs match the filters.'),
    total_records_is_minimum: isMinimum,
    truncated: z.boolean().describe('More logs match than the export will hold.'),
  })
  .meta({ id: 'CreatedExport' });

export const updatedAnswer = createdAnswer.pick({ id: true, total: true, object: true }).meta({ id: 'UpdatedExport' });

export const listAnswer = z
  .strictObject({ object: z.literal('list'), ...listTotal, data: z.array(exportAnswer) })
  .meta({ id: 'ExportList' });

export const messageAnswer = z
  .strictObject({ message: z.string(), object: z.literal('export') })
  .meta({ id: 'ExportMessage' });

export const downloadAnswer = z
  .strictObject({
    signed_url: z.url(),
    url: z.url().describe('The same as signed_url.'),
    expires_at: timestamp,
  })
  .meta({ id: 'Download' });

export const previewAnswer = z
  .strictObject({
    total: count.nullable().describe(`How many logs the export would hold. ${NOT_IN_TIME}`),
    total_records: count.describe('How many logs match.'),
    total_records_is_minimum: isMinimum,
    limit: count.describe('How many logs an export may hold at most.'),
    capped: z.boolean().describe('More logs match than the export would hold.'),
    estimated_bytes: count
      .nullable()
      .describe(
        'In this format and compression, as the first logs take them. Null where there is no total, or no sample.',
      ),
    sums: z
      .strictObject({
        cost: z.number().nullable().describe('US cents.'),
        total_tokens: z.number().nullable(),
      })
      .describe(
        'Of the logs that total_records counts: where that is a minimum, so are they. Null where it takes too long to add up, or an admin has denied the field.',
      ),
    format: z.enum(formats).describe('The format of the sample.'),
    looked_at: count.describe('How many of the first logs were read for the sample and the size.'),
    skipped: omittedAnswer.skipped.describe('Those of them that the format leaves out, by reason.'),
    unfit: omittedAnswer.unfit.describe('Their values that do not fit their column and would be null, by column.'),
    sample: z
      .array(z.string())
      .max(5)
      .describe('The first lines, as they would be written; of a Parquet file, what it would hold as lines of JSON.'),
    types: z
      .record(z.string(), z.enum(parquetTypes))
      .optional()
      .describe('The types of the columns of a Parquet file.'),
    sample_too_long: count.describe('How many of the first lines are too long to be shown here.'),
    without_time: count
      .nullable()
      .describe(
        'Logs that no export holds, as their created_at is no time; 1,000 at most. Null where it takes too long to count.',
      ),
  })
  .meta({ id: 'Preview' });

export const fieldsAnswer = z
  .strictObject({
    object: z.literal('list'),
    data: z.array(
      z.strictObject({
        name: z.string(),
        alias: z.string().nullable().describe("The same field's name in the other generation."),
        group: z.string(),
        description: z.string(),
        scope: z.string().nullable().describe('The scope it needs besides logs.export.'),
      }),
    ),
  })
  .meta({ id: 'FieldCatalogue' });
