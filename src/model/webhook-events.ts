/** The events that webhooks can ask for. */
export const exportEvents = ['export.succeeded', 'export.failed', 'export.stopped', 'export.expired'] as const;
export type ExportEvent = (typeof exportEvents)[number];

export const scheduleEvents = ['schedule.paused', 'schedule.failing'] as const;
export type ScheduleEvent = (typeof scheduleEvents)[number];

export const webhookEvents = [...exportEvents, ...scheduleEvents] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** Sent when someone asks for a test. */
export const TEST_EVENT = 'webhook.test';
export const deliveredTypes = [...webhookEvents, TEST_EVENT] as const;
export type DeliveredType = (typeof deliveredTypes)[number];
