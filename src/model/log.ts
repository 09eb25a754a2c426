/** Turns a request and its response, as POST /v1/logs takes them, into a document of the gateway's log collection. */
import type { Document } from 'mongodb';
import { isoTime } from './iso-time';
import { entriesOf, fieldOf, isJsonObject, type JsonObject } from './json';
import { asText, numberOf } from './json-text';
import { isEventStream } from './stream-events';
import type { Tenant } from './tenant';
import { toldByBodies } from './told-by-bodies';

type Json = Record<string, unknown>;

export interface LogSource {
  request: Json;
  response: Json;
  metadata?: JsonObject | undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';
const firstText = (...values: unknown[]): string | undefined => values.find(isText);

/** Keys and cookies in headers are not stored. */
const secretName =
  /auth|cookie|(api|access|private|subscription)[-_]?key|token(?!s)|secret|password|credential|signature|service[-_]?account/i;
const CONFIG_HEADER = 'x-portkey-config';

/** An inline config holds the keys of its providers; null if it can't be parsed. */
function configWithoutSecrets(config: unknown): string | null {
  const written = asText(config);
  if (!/^\s*[{[]/.test(written)) return written;
  try {
    return JSON.stringify(JSON.parse(written, (name, value: unknown) => (secretName.test(name) ? undefined : value)));
  } catch {
    return null;
  }
}

function withoutSecrets(headers: unknown): JsonObject {
  if (!isJsonObject(headers)) return {};
  const kept = entriesOf(headers)
    .filter(([name]) => !secretName.test(name))
    .map(([name, value]): [string, unknown] => [
      name,
      name.toLowerCase() === CONFIG_HEADER ? configWithoutSecrets(value) : value,
    ]);
  return headers instanceof Map ? new Map(kept) : Object.fromEntries(kept);
}

/** Some providers take their key in the URL. */
const secretParameter = /([?&](?:key|api[-_]?key|(?:access_)?token|sig|(?:x-(?:amz|goog)-)?signature)=)[^&#]*/gi;
const userInfo = /^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i;
const withoutKeys = (url: unknown) =>
  typeof url === 'string' ? url.replace(userInfo, '$1').replace(secretParameter, '$1***') : url;

/** Metadata keys that are columns of their own, in the spellings that clients send. */
const reserved: Readonly<Record<string, readonly string[]>> = {
  trace_id: ['trace_id', 'traceId'],
  span_id: ['span_id', 'spanId'],
  span_name: ['span_name', 'spanName'],
  parent_span_id: ['parent_span_id', 'parentSpanId'],
};

function takeReserved(metadata: JsonObject) {
  const names = new Set(Object.values(reserved).flat());
  const taken = Object.entries(reserved).flatMap(([column, spellings]) => {
    const value = spellings.map((spelling) => fieldOf(metadata, spelling)).find(isGiven);
    return value === undefined ? [] : [[column, asText(value)]];
  });
  const pairs = entriesOf(metadata).filter(([name]) => !names.has(name));
  return { columns: Object.fromEntries(taken) as Json, pairs };
}

/** In floating point, 0.07 dollars times 100 is 7.000000000000001. */
const centsOf = (dollars: number) => Number((dollars * 100).toPrecision(15));

/**
 * When the log was made: as its envelope says, or now; a time to come is no creation time. What the provider's answer says
 * of its own time does not count: a cached answer keeps the time at which it was first given.
 */
function createdAt({ request, response, metadata = {} }: LogSource, now: Date): Date {
  const time = [metadata, response, request]
    .flatMap((source) => [fieldOf(source, 'created_at'), fieldOf(source, 'createdAt')])
    .map((written) => (isText(written) ? isoTime(written) : undefined))
    .find((found) => found !== undefined && found <= now.getTime());
  return time === undefined ? now : new Date(time);
}

const known = (values: Json): Json =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** The document of one log. What neither envelope nor bodies tell is left out. */
export function toLogDocument(
  source: LogSource,
  { id, tenant, now }: { id: string; tenant: Tenant; now: Date },
): Document {
  const { request, response, metadata = {} } = source;
  const headers = withoutSecrets(request.headers);
  const portkeyHeaders = withoutSecrets(request.portkeyHeaders);
  const byLowerCase = new Map(
    [headers, portkeyHeaders].flatMap(entriesOf).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const header = (name: string) => firstText(byLowerCase.get(`x-portkey-${name}`));
  const url = withoutKeys(request.url);
  const { columns, pairs } = takeReserved(metadata);
  const bodies = { url: isText(url) ? url : '', request: request.body, response: response.body };
  const { model, provider, costInDollars, ...units } = toldByBodies(bodies);
  const status = numberOf(response.status) ?? 200;
  const responseTime = numberOf(response.response_time) ?? numberOf(response.responseTime);
  const isStream = fieldOf(request.body, 'stream') === true || (isText(response.body) && isEventStream(response.body));
  return {
    _id: id,
    organisation_id: tenant.organisationId,
    created_at: createdAt(source, now),
    request: known({
      url,
      method: request.method ?? 'POST',
      headers,
      body: request.body,
      portkeyHeaders,
    }),
    response: known({
      status,
      headers: withoutSecrets(response.headers),
      body: response.body,
      responseTime,
    }),
    metrics: known({
      ...(tenant.workspaceId !== null && { workspace_slug: tenant.workspaceId }),
      trace_id: header('trace-id'),
      ...columns,
      ai_org: firstText(request.provider, header('provider'), provider),
      ai_model: model,
      ...units,
      cost: numberOf(response.cost) ?? (costInDollars === undefined ? undefined : centsOf(costInDollars)),
      cost_currency: 'USD',
      response_time: responseTime,
      response_status_code: status,
      is_success: status >= 200 && status < 300 ? 1 : 0,
      request_url: url,
      request_method: request.method ?? 'POST',
      stream_mode: isStream ? 1 : 0,
      cache_status: 'DISABLED',
      retry_success_count: 0,
      mode: 'SINGLE',
      config: header('config'),
      virtual_key: header('virtual-key'),
      'metadata.key': pairs.map(([name]) => name),
      'metadata.value': pairs.map(([, value]) => (value === null ? null : asText(value))),
    }),
  };
}
