/** What is sent to webhooks: thin bodies, with the id, status and counts of what changed, and no content of a log. */
import { z } from 'zod';
import { faultCodes } from '../model/errors';
import { statuses } from '../model/statuses';
import { exportEvents, scheduleEvents, TEST_EVENT } from '../model/webhook-events';
import { exportAnswer } from './exports';

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

const exportMessage = z
  .strictObject({
    type: z.enum(exportEvents),
    timestamp: timestamp.describe('When it happened, however late this try is.'),
    data: exportEventData,
  })
  .meta({ id: 'ExportEvent' });

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

const scheduleMessage = z
  .strictObject({ type: z.enum(scheduleEvents), timestamp: exportMessage.shape.timestamp, data: scheduleEventData })
  .meta({ id: 'ScheduleEvent' });

export const testMessage = z
  .strictObject({
    type: z.literal(TEST_EVENT),
    timestamp,
    data: z.strictObject({ id: z.string(), object: z.literal('webhook') }),
  })
  .meta({ id: 'TestEvent' });
export type TestMessage = z.output<typeof testMessage>;

/** Every kind of body that webhooks receive, for the OpenAPI document. */
export const webhookMessages = { export: exportMessage, schedule: scheduleMessage, test: testMessage };

export const signedHeaders = z.object({
  'webhook-id': z.string().describe('The same for each try: what was taken before can be told by it.'),
  'webhook-timestamp': z.string().describe('When this try was sent, in seconds since 1970.'),
  'webhook-signature': z
    .string()
    .describe('For each secret, apart by spaces: `v1,` and base64 of the HMAC-SHA256 of `id.timestamp.body`.'),
});
