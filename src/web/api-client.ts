import { errorFrom, Unreachable } from './api-error';
import { connection } from './connection';
import type { ListParams } from './list-params';
import type {
  Access,
  Backfill,
  CreateBody,
  CreatedExport,
  CreatedWebhook,
  Delivery,
  DeliveryList,
  Download,
  Export,
  ExportList,
  FieldRestrictions,
  History,
  Manifest,
  Message,
  NewSchedule,
  NewTemplate,
  NewWebhook,
  Preview,
  RotatedSecret,
  Schedule,
  ScheduleChange,
  ScheduleList,
  Suggestions,
  SuggestionsBody,
  Template,
  TemplateList,
  UpdateBody,
  Webhook,
  WebhookChange,
  WebhookList,
} from './types';

/** Reading is asked again and again, so that an API that hangs is noticed soon; a change may take its time. */
const timeoutOf = (method: string) => (method === 'GET' ? 15_000 : 60_000);

interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal | undefined;
}

async function call<T>(key: string, path: string, { method = 'GET', body, signal }: Call = {}): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutOf(method));
  let answer: Response;
  let json: unknown;
  try {
    answer = await fetch(new URL(`v1${path}`, document.baseURI), {
      method,
      headers: { 'x-portkey-api-key': key, ...(body !== undefined && { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      cache: 'no-store',
      credentials: 'omit',
    });
    json = await answer.json().catch((error: unknown) => {
      if (error instanceof SyntaxError) return null;
      throw error;
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    connection.lost();
    throw new Unreachable();
  }
  if (answer.ok && json !== null) {
    connection.back();
    return json as T;
  }
  const error = errorFrom(answer.ok ? 502 : answer.status, json);
  if (error instanceof Unreachable) connection.lost();
  else if (method === 'GET' && (answer.status === 503 || answer.status === 429)) connection.lost(error.message);
  else connection.back();
  throw error;
}

/** The API for one key: a function an endpoint. */
export function createApiClient(key: string) {
  const at = (id: string, move = '') => `/logs/exports/${encodeURIComponent(id)}${move}`;
  const scheduleAt = (id: string, move = '') => `/logs/schedules/${encodeURIComponent(id)}${move}`;
  const webhookAt = (id: string, move = '') => `/webhooks/${encodeURIComponent(id)}${move}`;
  return {
    list: (params: ListParams, signal?: AbortSignal) =>
      call<ExportList>(key, `/logs/exports?${new URLSearchParams(params)}`, { signal }),
    access: (signal?: AbortSignal) => call<Access>(key, '/logs/exports/access', { signal }),
    restrictions: (workspaceId: string, signal?: AbortSignal) => {
      const query = workspaceId ? `?${new URLSearchParams({ workspace_id: workspaceId })}` : '';
      return call<FieldRestrictions>(key, `/logs/exports/field-restrictions${query}`, { signal });
    },
    suggestions: (body: SuggestionsBody, signal?: AbortSignal) =>
      call<Suggestions>(key, '/logs/exports/suggestions', { method: 'POST', body, signal }),
    retrieve: (id: string, signal?: AbortSignal) => call<Export>(key, at(id), { signal }),
    history: (id: string, signal?: AbortSignal) => call<History>(key, at(id, '/history'), { signal }),
    preview: (body: CreateBody, signal?: AbortSignal) =>
      call<Preview>(key, '/logs/exports/preview', { method: 'POST', body, signal }),
    create: (body: CreateBody) => call<CreatedExport>(key, '/logs/exports', { method: 'POST', body }),
    update: (id: string, body: UpdateBody) => call<CreatedExport>(key, at(id), { method: 'PUT', body }),
    start: (id: string) => call<Message>(key, at(id, '/start'), { method: 'POST' }),
    cancel: (id: string) => call<Message>(key, at(id, '/cancel'), { method: 'POST' }),
    download: (id: string) => call<Download>(key, at(id, '/download')),
    manifest: (id: string, signal?: AbortSignal) => call<Manifest>(key, at(id, '/manifest'), { signal }),
    remove: (id: string) => call<Message>(key, at(id), { method: 'DELETE' }),
    schedules: (signal?: AbortSignal) => call<ScheduleList>(key, '/logs/schedules?page_size=1000', { signal }),
    schedule: (id: string, signal?: AbortSignal) => call<Schedule>(key, scheduleAt(id), { signal }),
    createSchedule: (body: NewSchedule) => call<Schedule>(key, '/logs/schedules', { method: 'POST', body }),
    updateSchedule: (id: string, body: ScheduleChange) => call<Schedule>(key, scheduleAt(id), { method: 'PUT', body }),
    moveSchedule: (id: string, move: 'pause' | 'resume' | 'run') =>
      call<Schedule>(key, scheduleAt(id, `/${move}`), { method: 'POST' }),
    backfillSchedule: (id: string, body: Backfill) =>
      call<Schedule>(key, scheduleAt(id, '/backfill'), { method: 'POST', body }),
    removeSchedule: (id: string) => call<Message>(key, scheduleAt(id), { method: 'DELETE' }),
    templates: (signal?: AbortSignal) => call<TemplateList>(key, '/logs/export-templates?page_size=1000', { signal }),
    createTemplate: (body: NewTemplate) => call<Template>(key, '/logs/export-templates', { method: 'POST', body }),
    removeTemplate: (id: string) =>
      call<unknown>(key, `/logs/export-templates/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    webhooks: (signal?: AbortSignal) => call<WebhookList>(key, '/webhooks?page_size=1000', { signal }),
    createWebhook: (body: NewWebhook) => call<CreatedWebhook>(key, '/webhooks', { method: 'POST', body }),
    updateWebhook: (id: string, body: WebhookChange) => call<Webhook>(key, webhookAt(id), { method: 'PUT', body }),
    removeWebhook: (id: string) => call<unknown>(key, webhookAt(id), { method: 'DELETE' }),
    testWebhook: (id: string) => call<Delivery>(key, webhookAt(id, '/test'), { method: 'POST' }),
    rotateWebhook: (id: string) => call<RotatedSecret>(key, webhookAt(id, '/rotate-secret'), { method: 'POST' }),
    deliveries: (id: string, signal?: AbortSignal) =>
      call<DeliveryList>(key, webhookAt(id, '/deliveries?page_size=20'), { signal }),
    replayDelivery: (id: string, delivery: string) =>
      call<unknown>(key, webhookAt(id, `/deliveries/${encodeURIComponent(delivery)}/replay`), { method: 'POST' }),
  };
}
export type ApiClient = ReturnType<typeof createApiClient>;
