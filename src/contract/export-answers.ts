/** What the API answers about exports. */
import { z } from 'zod';
import { faultCodes } from '../model/errors';
import { compressions, formatNames, formats } from '../model/formats';
import { parquetTypes } from '../model/parquet-types';
import { statuses } from '../model/statuses';
import { relativeRange } from './exports';
import { listTotal } from './pages';

const timestamp = z.iso.datetime();
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
