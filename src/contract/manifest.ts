/** What an auditor asks of a file, and what a pipeline waits for: in the record, beside the file, and by the API. */
import { z } from 'zod';
import { compressions, formatNames } from '../model/formats';
import { exportAnswer, omittedAnswer } from './export-answers';

const count = z.int().min(0);
const timestamp = z.iso.datetime();

const logRef = z.strictObject({ created_at: z.string(), id: z.string() });

export const manifestAnswer = z
  .strictObject({
    object: z.literal('manifest'),
    version: z.literal(1),
    export_id: z.string(),
    organisation_id: z.string(),
    workspace_id: z.string().nullable(),
    schedule_id: z.string().nullable(),
    window: exportAnswer.shape.window,
    filters: z.record(z.string(), z.unknown()),
    requested_data: z.array(z.string()),
    format: z.enum(formatNames),
    compression: z.enum(compressions),
    file: z.strictObject({ name: z.string(), bytes: count, crc32c: z.string(), uncompressed_bytes: count.nullable() }),
    rows: count,
    total_records: count,
    total_records_is_minimum: z.boolean(),
    truncated: z.boolean(),
    first: logRef.nullable().describe('The oldest log in the file.'),
    last: logRef.nullable().describe('The newest log in the file.'),
    data_cutoff_at: timestamp.nullable(),
    ...omittedAnswer,
    attempt: count,
    started_at: timestamp.nullable(),
    completed_at: timestamp.nullable(),
    service_version: z.string().nullable(),
  })
  .meta({ id: 'Manifest' });
export type Manifest = z.output<typeof manifestAnswer>;
