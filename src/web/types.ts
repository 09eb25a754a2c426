/** The API's shapes, as the contract declares them. Types only: the schemas themselves stay out of the bundle. */
import type { z } from 'zod';
import type { accessAnswer } from '../contract/access';
import type { historyAnswer } from '../contract/audit';
import type {
  createdAnswer,
  downloadAnswer,
  ExportAnswer,
  listAnswer,
  messageAnswer,
  previewAnswer,
} from '../contract/export-answers';
import type { exportBodies } from '../contract/exports';
import type { restrictionsAnswer } from '../contract/export-settings';
import type { Backfill, ScheduleAnswer, ScheduleBodies, scheduleListAnswer } from '../contract/schedules';
import type { suggestionsAnswer, suggestionsBody } from '../contract/suggestions';
import type { TemplateAnswer, templateBody, templateListAnswer } from '../contract/templates';
import type {
  createdWebhookAnswer,
  DeliveryAnswer,
  deliveryListAnswer,
  rotatedAnswer,
  WebhookAnswer,
  webhookBody,
  webhookChange,
  webhookListAnswer,
} from '../contract/webhooks';

type Bodies = ReturnType<typeof exportBodies>;

export type Export = ExportAnswer;
export type ExportList = z.output<typeof listAnswer>;
export type CreatedExport = z.output<typeof createdAnswer>;
export type Message = z.output<typeof messageAnswer>;
export type Download = z.output<typeof downloadAnswer>;
export type Preview = z.output<typeof previewAnswer>;
export type CreateBody = z.input<Bodies['create']>;
export type UpdateBody = z.input<Bodies['update']>;
export type Filters = CreateBody['filters'];
export type Access = z.output<typeof accessAnswer>;
export type FieldRestrictions = z.output<typeof restrictionsAnswer>;
export type Suggestions = z.output<typeof suggestionsAnswer>;
export type SuggestionsBody = z.input<typeof suggestionsBody>;
export type History = z.output<typeof historyAnswer>;
export type HistoryEvent = History['data'][number];
export type { Manifest } from '../contract/manifest';
export type { Compression, Format } from '../model/formats';
export type Schedule = ScheduleAnswer;
export type ScheduleList = z.output<typeof scheduleListAnswer>;
export type NewSchedule = z.input<ScheduleBodies['create']>;
export type ScheduleChange = z.input<ScheduleBodies['update']>;
export type { Backfill };
export type Template = TemplateAnswer;
export type TemplateList = z.output<typeof templateListAnswer>;
export type NewTemplate = z.input<ReturnType<typeof templateBody>>;
export type Webhook = WebhookAnswer;
export type WebhookList = z.output<typeof webhookListAnswer>;
export type CreatedWebhook = z.output<typeof createdWebhookAnswer>;
export type RotatedSecret = z.output<typeof rotatedAnswer>;
export type NewWebhook = z.input<typeof webhookBody>;
export type WebhookChange = z.input<typeof webhookChange>;
export type Delivery = DeliveryAnswer;
export type DeliveryList = z.output<typeof deliveryListAnswer>;
export type { Status } from '../model/statuses';
