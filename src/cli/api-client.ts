import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import type { createdKeyAnswer, keyBody, keyListAnswer, keyMessage } from '../contract/api-keys';
import type { errorAnswer } from '../contract/errors';
import type {
  createdAnswer,
  downloadAnswer,
  ExportAnswer,
  fieldsAnswer,
  listAnswer,
  messageAnswer,
  previewAnswer,
} from '../contract/export-answers';
import type { ExportBodies } from '../contract/exports';
import type { restrictionsAnswer } from '../contract/export-settings';
import type {
  Backfill,
  ScheduleAnswer,
  ScheduleBodies,
  scheduleListAnswer,
  scheduleMessage,
} from '../contract/schedules';
import type {
  createdWebhookAnswer,
  deliveryAnswer,
  deliveryListAnswer,
  rotatedAnswer,
  webhookBody,
  webhookListAnswer,
  webhookMessage,
} from '../contract/webhooks';
import type { Manifest } from '../contract/manifest';
import { CliError, type Ending } from './exit-codes';
import { printable } from './printable';

const TIMEOUT_MS = 60_000;
/** Before each further try of a request that makes something. */
const PAUSES_MS = [250, 1_000];

type Method = 'GET' | 'POST' | 'DELETE';
type Query = Record<string, string | number | undefined>;
interface Request {
  query?: Query;
  body?: unknown;
  /** With it the request makes nothing twice, and is sent again where no answer comes. */
  idempotencyKey?: string;
}

export type CreateBody = z.input<ExportBodies['create']>;
export type CreateScheduleBody = z.input<ScheduleBodies['create']>;
export type Download = z.output<typeof downloadAnswer>;

/** Where the API is, with the slash that relative paths need; the `/v1` that SDKs want in their base URL may be there. */
export const baseOf = (url: string) => new URL(`${url.replace(/\/$/, '').replace(/\/v1$/, '')}/`);

/** The public API for one key: a function an endpoint. Every refusal is a {@link CliError}. */
export function createApiClient(url: string, key: string, signal?: AbortSignal) {
  const base = baseOf(url);
  // Node's own refusal would repeat the key.
  if (!/^[\x21-\x7e]+$/.test(key.trim())) {
    throw new CliError(
      'usage',
      'The API key holds what no key does, such as a line break. See LOGS_EXPORT_API_KEY or --api-key.',
    );
  }

  async function call<T>(method: Method, path: string, { query = {}, body, idempotencyKey }: Request = {}) {
    const address = new URL(`v1${path}`, base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) address.searchParams.set(name, String(value));
    }
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const headers = {
      'x-portkey-api-key': key,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    };
    try {
      const answer = await fetch(address, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        // Followed, a POST would become a GET, and the key would go wherever the answer says.
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      const location = answer.headers.get('location');
      if (isRedirect(answer.status) && location !== null) throw movedTo(new URL(location, address), address, base);
      const text = await answer.text();
      const json = parsed(text);
      if (!answer.ok) throw refusalOf(answer.status, json, base);
      if (json === undefined) throw new CliError('unreachable', `The server at ${base.href} is not this API.`);
      return json as T;
    } catch (error) {
      if (error instanceof CliError || signal?.aborted) throw error;
      throw new CliError('unreachable', `The API at ${base.href} can't be reached (${reasonOf(error)}).`, {
        cause: error,
      });
    }
  }

  /** Sends a request that makes something until it is answered: it is carried out once. */
  async function callUntilAnswered<T>(path: string, body: unknown): Promise<T> {
    const request = { body, idempotencyKey: randomUUID() };
    for (const pause of PAUSES_MS) {
      try {
        return await call<T>('POST', path, request);
      } catch (error) {
        if (signal?.aborted || !(error instanceof CliError && error.ending === 'unreachable')) throw error;
        await sleep(pause, undefined, { signal });
      }
    }
    return call<T>('POST', path, request);
  }

  const at = (id: string, move = '') => `/logs/exports/${encodeURIComponent(id)}${move}`;
  const atSchedule = (id: string, move = '') => `/logs/schedules/${encodeURIComponent(id)}${move}`;
  const webhookAt = (id: string, move = '') => `/webhooks/${encodeURIComponent(id)}${move}`;
  return {
    create: (body: CreateBody) => callUntilAnswered<z.output<typeof createdAnswer>>('/logs/exports', body),
    preview: (body: CreateBody) => call<z.output<typeof previewAnswer>>('POST', '/logs/exports/preview', { body }),
    list: (query: Query) => call<z.output<typeof listAnswer>>('GET', '/logs/exports', { query }),
    read: (id: string) => call<ExportAnswer>('GET', at(id)),
    start: (id: string) => call<z.output<typeof messageAnswer>>('POST', at(id, '/start')),
    cancel: (id: string) => call<z.output<typeof messageAnswer>>('POST', at(id, '/cancel')),
    delete: (id: string) => call<z.output<typeof messageAnswer>>('DELETE', at(id)),
    download: (id: string) => call<Download>('GET', at(id, '/download')),
    manifest: (id: string) => call<Manifest>('GET', at(id, '/manifest')),
    restrictions: (query: Query) =>
      call<z.output<typeof restrictionsAnswer>>('GET', '/logs/exports/field-restrictions', { query }),
    fields: () => call<z.output<typeof fieldsAnswer>>('GET', '/logs/exports/fields'),
    createSchedule: (body: CreateScheduleBody) => callUntilAnswered<ScheduleAnswer>('/logs/schedules', body),
    listSchedules: (query: Query) => call<z.output<typeof scheduleListAnswer>>('GET', '/logs/schedules', { query }),
    readSchedule: (id: string) => call<ScheduleAnswer>('GET', atSchedule(id)),
    moveSchedule: (id: string, move: 'pause' | 'resume' | 'run') =>
      call<ScheduleAnswer>('POST', atSchedule(id, `/${move}`)),
    backfillSchedule: (id: string, body: Backfill) =>
      call<ScheduleAnswer>('POST', atSchedule(id, '/backfill'), { body }),
    deleteSchedule: (id: string) => call<z.output<typeof scheduleMessage>>('DELETE', atSchedule(id)),
    listKeys: (query: Query) => call<z.output<typeof keyListAnswer>>('GET', '/api-keys', { query }),
    createKey: (body: z.input<typeof keyBody>) =>
      call<z.output<typeof createdKeyAnswer>>('POST', '/api-keys', { body }),
    createWebhook: (body: z.input<typeof webhookBody>) =>
      callUntilAnswered<z.output<typeof createdWebhookAnswer>>('/webhooks', body),
    listWebhooks: (query: Query) => call<z.output<typeof webhookListAnswer>>('GET', '/webhooks', { query }),
    deleteWebhook: (id: string) => call<z.output<typeof webhookMessage>>('DELETE', webhookAt(id)),
    testWebhook: (id: string) => call<z.output<typeof deliveryAnswer>>('POST', webhookAt(id, '/test')),
    rotateWebhook: (id: string) => call<z.output<typeof rotatedAnswer>>('POST', webhookAt(id, '/rotate-secret')),
    webhookDeliveries: (id: string, query: Query) =>
      call<z.output<typeof deliveryListAnswer>>('GET', webhookAt(id, '/deliveries'), { query }),
    replayDelivery: (id: string, delivery: string) =>
      call<z.output<typeof webhookMessage>>(
        'POST',
        webhookAt(id, `/deliveries/${encodeURIComponent(delivery)}/replay`),
      ),
    revokeKey: (id: string) => call<z.output<typeof keyMessage>>('DELETE', `/api-keys/${encodeURIComponent(id)}`),
  };
}
export type ApiClient = ReturnType<typeof createApiClient>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Node's fetch hides what went wrong in the cause of its error. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}

const isRedirect = (status: number) => status >= 300 && status < 400;

/** Tells the URL by which the API is asked for where the answer names the same endpoint elsewhere. */
function movedTo(target: URL, asked: URL, base: URL): CliError {
  const endpoint = asked.pathname.slice(base.pathname.length);
  const url = target.origin + target.pathname;
  const shown = printable(url.endsWith(`/${endpoint}`) ? url.slice(0, -endpoint.length) : url);
  return new CliError('usage', `${base.href} redirects to ${shown}: use that as the URL.`);
}

const invalid = new Set([400, 405, 413, 415]);

function endingOf(status: number): Ending {
  if (invalid.has(status)) return 'usage';
  return status === 429 || status >= 500 ? 'unreachable' : 'refused';
}

/** The API's own words where it is the API that answers. */
function refusalOf(status: number, body: unknown, base: URL): CliError {
  const told = (body as Partial<z.output<typeof errorAnswer>> | undefined)?.error;
  if (typeof told?.message !== 'string') return new CliError(endingOf(status), `${base.href} answered with ${status}.`);
  const { message, param, code } = told;
  const where = param && !message.includes(param) ? `${param}: ` : '';
  const ending = code === 'idempotency_in_progress' ? 'unreachable' : endingOf(status);
  return new CliError(ending, printable(where + message));
}
