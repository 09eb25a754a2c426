/** How a request and its response, as POST /v1/logs takes them, become a document of the gateway's log collection. */
import { stringify } from 'json-custom-numbers';
import { Decimal128, type Document, Long } from 'mongodb';
import { isoTime } from './iso-time';
import type { Tenant } from './tenant';

type Json = Record<string, unknown>;

export interface LogSource {
  request: Json;
  response: Json;
  metadata?: Json | undefined;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Long.isLong(value);
const objectAt = (parent: Json, name: string): Json => (isObject(parent[name]) ? parent[name] : {});
const firstOf = <T>(guard: (value: unknown) => value is T, ...values: unknown[]): T | undefined => values.find(guard);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** What keys and cookies there are in the headers is not for a log store. */
const secretName =
  /auth|cookie|(api|access|private|subscription)[-_]?key|token(?!s)|secret|password|credential|signature|service[-_]?account/i;
const CONFIG_HEADER = 'x-portkey-config';

/** A config that is sent whole, not by its name, holds the keys of its providers; null where it can't be read. */
function configWithoutSecrets(config: unknown): string | null {
  const written = asText(config);
  if (!/^\s*[{[]/.test(written)) return written;
  try {
    return JSON.stringify(JSON.parse(written, (name, value: unknown) => (secretName.test(name) ? undefined : value)));
  } catch {
    return null;
  }
}

const withoutSecrets = (headers: Json): Json =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !secretName.test(name))
      .map(([name, value]) => [name, name.toLowerCase() === CONFIG_HEADER ? configWithoutSecrets(value) : value]),
  );

/** Some providers take the key in the URL. */
const secretParameter = /([?&](?:key|api[-_]?key|(?:access_)?token|sig|(?:x-(?:amz|goog)-)?signature)=)[^&#]*/gi;
const userInfo = /^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i;
const withoutKeys = (url: unknown) =>
  typeof url === 'string' ? url.replace(userInfo, '$1').replace(secretParameter, '$1***') : url;

/** Names of the metadata that are columns of their own, in the spellings that clients send. */
const reserved: Readonly<Record<string, readonly string[]>> = {
  trace_id: ['trace_id', 'traceId'],
  span_id: ['span_id', 'spanId'],
  span_name: ['span_name', 'spanName'],
  parent_span_id: ['parent_span_id', 'parentSpanId'],
};

function takeReserved(metadata: Json) {
  const names = new Set(Object.values(reserved).flat());
  const taken = Object.entries(reserved).flatMap(([column, spellings]) => {
    const value = spellings.map((spelling) => metadata[spelling]).find(isGiven);
    return value === undefined ? [] : [[column, asText(value)]];
  });
  const pairs = Object.entries(metadata).filter(([name]) => !names.has(name));
  return { columns: Object.fromEntries(taken) as Json, pairs };
}

/** Text as it is, all else as JSON, in which whole numbers that were kept exactly stand as they were written. */
function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  const exact = (_key: unknown, item: unknown) =>
    item instanceof Long || item instanceof Decimal128 ? item.toString() : undefined;
  return stringify(value, undefined, undefined, exact, { skipToJSON: true });
}

/** Tokens as OpenAI, Anthropic and Google report them in the response body. */
function usageOf(body: Json) {
  const usage = { ...objectAt(body, 'usageMetadata'), ...objectAt(body, 'usage') };
  const req_units = firstOf(isNumber, usage.prompt_tokens, usage.input_tokens, usage.promptTokenCount);
  const res_units = firstOf(isNumber, usage.completion_tokens, usage.output_tokens, usage.candidatesTokenCount);
  const parts = req_units === undefined && res_units === undefined ? undefined : (req_units ?? 0) + (res_units ?? 0);
  const total_units = firstOf(isNumber, usage.total_tokens, usage.totalTokenCount, parts);
  return { req_units, res_units, total_units, costInDollars: firstOf(isNumber, usage.cost, usage.total_cost) };
}

/** Of 0.07 dollars, times 100, a computer makes 7.000000000000001. */
const centsOf = (dollars: number) => Number((dollars * 100).toPrecision(15));

/**
 * When the log was made: as its envelope says, or now; a time to come is no creation time. What the provider's answer says
 * of its own time does not count: a cached answer keeps the time at which it was first given.
 */
function createdAt({ request, response, metadata = {} }: LogSource, now: Date): Date {
  const time = [metadata, response, request]
    .flatMap((source) => [source.created_at, source.createdAt])
    .map((written) => (isText(written) ? isoTime(written) : undefined))
    .find((found) => found !== undefined && found <= now.getTime());
  return time === undefined ? now : new Date(time);
}

const known = (values: Json): Json =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** The document of one log; what neither the envelope nor the bodies tell is left out. */
export function toLogDocument(
  source: LogSource,
  { id, tenant, now }: { id: string; tenant: Tenant; now: Date },
): Document {
  const { request, response, metadata = {} } = source;
  const requestBody = objectAt(request, 'body');
  const responseBody = objectAt(response, 'body');
  const headers = withoutSecrets(objectAt(request, 'headers'));
  const portkeyHeaders = withoutSecrets(objectAt(request, 'portkeyHeaders'));
  const byLowerCase = new Map(
    [headers, portkeyHeaders].flatMap(Object.entries).map(([name, value]) => [name.toLowerCase(), value as unknown]),
  );
  const header = (name: string) => firstOf(isText, byLowerCase.get(`x-portkey-${name}`));
  const url = withoutKeys(request.url);
  const { columns, pairs } = takeReserved(metadata);
  const { costInDollars, ...units } = usageOf(responseBody);
  const status = firstOf(isNumber, response.status) ?? 200;
  const responseTime = firstOf(isNumber, response.response_time, response.responseTime);
  const model = firstOf(isText, responseBody.model, responseBody.modelVersion, requestBody.model);
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
      headers: withoutSecrets(objectAt(response, 'headers')),
      body: response.body,
      responseTime,
    }),
    metrics: known({
      ...(tenant.workspaceId !== null && { workspace_slug: tenant.workspaceId }),
      trace_id: header('trace-id'),
      ...columns,
      ai_org: firstOf(isText, request.provider, header('provider')),
      ai_model: model,
      ...units,
      cost: firstOf(isNumber, response.cost, costInDollars === undefined ? undefined : centsOf(costInDollars)),
      cost_currency: 'USD',
      response_time: responseTime,
      response_status_code: status,
      is_success: status >= 200 && status < 300 ? 1 : 0,
      request_url: url,
      request_method: request.method ?? 'POST',
      stream_mode: requestBody.stream === true ? 1 : 0,
      cache_status: 'DISABLED',
      retry_success_count: 0,
      mode: 'SINGLE',
      config: header('config'),
      virtual_key: header('virtual-key'),
      'metadata.key': pairs.map(([name]) => name),
      'metadata.value': pairs.map(([, value]) => asText(value)),
    }),
  };
}
