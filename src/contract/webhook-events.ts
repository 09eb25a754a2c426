/** What is sent to webhooks: thin bodies, with the id, status and counts of what changed, and no content of a log. */
import { z } from 'zod';
import { faultCodes } from '../model/errors';
import { statuses } from '../model/statuses';
import { type DeliveredType, type ExportEvent, type ScheduleEvent, TEST_EVENT } from '../model/webhook-events';
import { exportAnswer } from './export-answers';

const timestamp = z.iso.datetime();
const count = z.int().min(0);

const exportEventData = z
  .strictObject({
    id: z.string(),
    object: z.literal('export'),
    organisation_id: z.string(),
    workspace_id: z.string().nullable(),
    status: z.enum(statuses),
    total_records: count,
    total_records_is_minimum: z.boolean(),
    progress: z.strictObject({ exported: count, total: count, bytes: count }),
    truncated: z.boolean(),
    error: z.string().nullable(),
    error_code: z.enum(faultCodes).nullable(),
    attempt: count,
    completed_at: timestamp.nullable(),
    schedule_id: z.string().nullable(),
    window: exportAnswer.shape.window,
    revision: exportAnswer.shape.revision,
  })
  .meta({ id: 'ExportEventData' });
export type ExportEventData = z.output<typeof exportEventData>;

const happenedAt = timestamp.describe('When it happened, however late this try is.');
const AT = '2026-03-09T10:15:00.000Z';

/** The body of an event of an export, with an example: of one that succeeded, but for what `differs`. */
const ofExport = <T extends ExportEvent>(type: T, differs: Partial<ExportEventData> = {}) =>
  z.strictObject({ type: z.literal(type), timestamp: happenedAt, data: exportEventData }).meta({
    examples: [
      {
        ...{ type, timestamp: AT },
        data: {
          ...{ id: '4a5b3a1c-6d2f-4f0e-9c1a-2b7d8e9f0a1b', object: 'export', organisation_id: 'acme' },
          ...{ workspace_id: 'main', status: 'success', total_records: 1200, total_records_is_minimum: false },
          ...{ progress: { exported: 1200, total: 1200, bytes: 48_211 }, truncated: false, error: null },
          ...{ error_code: null, attempt: 1, completed_at: AT, schedule_id: null, window: null, revision: null },
          ...differs,
        },
      },
    ],
  });

const scheduleEventData = z
  .strictObject({
    id: z.string(),
    object: z.literal('schedule'),
    organisation_id: z.string(),
    workspace_id: z.string().nullable(),
    name: z.string(),
    status: z.enum(['paused', 'failing']),
    error: z.string().nullable().describe('Why, in a sentence; null where its owners paused it.'),
    window: z
      .strictObject({ start: timestamp, end: timestamp })
      .nullable()
      .describe('The window that failed; of a paused schedule the next one, which is not made until it is resumed.'),
    export_ids: z.array(z.string()).describe('The exports of the window that failed.'),
  })
  .meta({ id: 'ScheduleEventData' });
export type ScheduleEventData = z.output<typeof scheduleEventData>;

/** Likewise of a schedule. */
const ofSchedule = <T extends ScheduleEvent>(
  type: T,
  example: Pick<ScheduleEventData, 'status' | 'error' | 'export_ids'>,
) =>
  z.strictObject({ type: z.literal(type), timestamp: happenedAt, data: scheduleEventData }).meta({
    examples: [
      {
        ...{ type, timestamp: AT },
        data: {
          ...{ id: '0c9e6f3d-2b41-4d7c-8a5e-7f1b3c2d4e5f', object: 'schedule', organisation_id: 'acme' },
          ...{ workspace_id: 'main', name: 'Every day', ...example },
          window: { start: '2026-03-08T00:00:00.000Z', end: '2026-03-09T00:00:00.000Z' },
        },
      },
    ],
  });

const testMessage = z
  .strictObject({
    type: z.literal(TEST_EVENT),
    timestamp,
    data: z.strictObject({ id: z.string(), object: z.literal('webhook') }),
  })
  .meta({
    examples: [
      { type: TEST_EVENT, timestamp: AT, data: { id: 'f47ac10b-58cc-4372-a567-0e02b2c3d479', object: 'webhook' } },
    ],
  });
export type TestMessage = z.output<typeof testMessage>;

const bucketGone =
  'The bucket acme-exports does not exist. Create it, or name one that exists in the settings; then start again.';

/** The body of each event. */
export const webhookMessages = {
  'export.succeeded': ofExport('export.succeeded'),
  'export.failed': ofExport('export.failed', {
    ...{ status: 'failure', progress: { exported: 0, total: 1200, bytes: 0 } },
    ...{ error: bucketGone, error_code: 'bucket_not_found' },
  }),
  'export.stopped': ofExport('export.stopped', {
    ...{ status: 'stopped', progress: { exported: 500, total: 1200, bytes: 20_112 } },
  }),
  'export.expired': ofExport('export.expired'),
  'schedule.paused': ofSchedule('schedule.paused', { status: 'paused', error: null, export_ids: [] }),
  'schedule.failing': ofSchedule('schedule.failing', {
    ...{ status: 'failing', error: bucketGone, export_ids: ['4a5b3a1c-6d2f-4f0e-9c1a-2b7d8e9f0a1b'] },
  }),
  [TEST_EVENT]: testMessage,
} satisfies Record<DeliveredType, z.ZodType>;

export const signedHeaders = z.object({
  'webhook-id': z.string().describe('The same for each try: what was taken before can be told by it.'),
  'webhook-timestamp': z.string().describe('When this try was sent, in seconds since 1970.'),
  'webhook-signature': z
    .string()
    .describe('For each secret, apart by spaces: `v1,` and base64 of the HMAC-SHA256 of `id.timestamp.body`.'),
});
