/** The audit trail's shapes. */
import { z } from 'zod';
import { listTotal, pageQuery } from './pages';

export const auditActions = [
  'export.create',
  'export.update',
  'export.start',
  'export.cancel',
  'export.download',
  'export.delete',
  'export.succeeded',
  'export.failed',
  'export.stopped',
  'export.expired',
  'schedule.create',
  'schedule.update',
  'schedule.pause',
  'schedule.resume',
  'schedule.run',
  'schedule.backfill',
  'schedule.delete',
  'schedule.paused',
  'schedule.failing',
  'template.create',
  'template.delete',
  'key.create',
  'key.revoke',
  'settings.update',
  'webhook.create',
  'webhook.update',
  'webhook.delete',
  'webhook.rotate_secret',
  'webhook.test',
  'webhook.replay',
  'webhook.disabled',
  'request',
] as const;
export type AuditAction = (typeof auditActions)[number];

export const auditQuery = z
  .strictObject({
    action: z.enum(auditActions).optional(),
    key_id: z.string().min(1).max(128).optional().describe('Who did it.'),
    target_id: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .describe('The export, schedule, template, key or webhook it was done to.'),
    result: z.string().min(1).max(64).optional().describe('ok, or the code of a refusal or fault.'),
    ...pageQuery,
    after: z
      .string()
      // Times up to the year 5138: not every MongoDB takes one past 9999.
      .regex(/^\d{1,14}\.[\da-f]{24}$/, { error: 'must be the next of an answer' })
      .optional()
      .describe('The next of the page before: the entries that follow it, instead of current_page.'),
  })
  .refine(({ after, current_page }) => after === undefined || current_page === 0, {
    path: ['after'],
    error: 'must not be combined with current_page',
  });
export type AuditQuery = z.output<typeof auditQuery>;

const timestamp = z.iso.datetime();

const auditChange = z.strictObject({ before: z.looseObject({}), after: z.looseObject({}) });
export type AuditChange = z.output<typeof auditChange>;

export const auditAnswer = z
  .strictObject({
    object: z.literal('list'),
    ...listTotal,
    next: z.string().nullable().describe('Give it as after for the next page; null: this page is the last.'),
    data: z.array(
      z.strictObject({
        id: z.string(),
        object: z.literal('audit_entry'),
        at: timestamp,
        action: z.enum(auditActions).describe('request: a refused request of another kind.'),
        workspace_id: z.string().nullable(),
        key_id: z
          .string()
          .nullable()
          .describe('Null: the service itself, as when a run ended, or an operator at the command line.'),
        target_id: z.string().nullable(),
        result: z.string(),
        request_id: z.string().nullable(),
        change: auditChange.nullable().describe('Of settings: what they were and are.'),
        address: z.string().nullable().describe('Whence; "cli": an operator at the command line.'),
      }),
    ),
  })
  .meta({ id: 'AuditTrail' });

export const historyAnswer = z
  .strictObject({
    object: z.literal('list'),
    data: z.array(
      z.strictObject({
        at: timestamp,
        action: z.enum(auditActions),
        by: z.string().nullable().describe('The id of the key, or null where the service itself acted.'),
        attempt: z.int().nullable(),
        error: z.string().nullable(),
        error_code: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'ExportHistory' });
