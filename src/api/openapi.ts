import { z } from 'zod';
import { createDocument, type ZodOpenApiPathsObject, type ZodOpenApiResponsesObject } from 'zod-openapi';
import { errorAnswer } from '../contract/errors';
import { idempotencyKey } from '../contract/idempotency';
import { type ErrorCode, ServiceError } from '../model/errors';
import { version } from '../process/version';
import { IDEMPOTENCY_KEY } from './idempotency';
import { signedHeaders, webhookMessages } from '../contract/webhook-events';
import type { Route } from './route';

/** Codes that every route may answer besides its own. */
const common: readonly ErrorCode[] = [
  'invalid_request',
  'unauthorized',
  'scope_missing',
  'rate_limited',
  'internal_error',
  'engine_unavailable',
];
const underKey: readonly ErrorCode[] = ['idempotency_in_progress', 'idempotency_mismatch'];
const withBody: readonly ErrorCode[] = ['payload_too_large', 'unsupported_media_type', 'overloaded'];

const meanings: Record<number, string> = {
  400: 'The request is not valid; `param` names the field.',
  401: 'No API key, or one that is not known.',
  403: 'The API key lacks a scope, or belongs to another workspace.',
  404: 'There is no such thing, or it is not yours.',
  409: 'The status of the export or webhook, a limit, or a setting of the installation does not allow this, or a request with the same `Idempotency-Key` is being carried out.',
  410: 'The file is past its retention and was deleted.',
  413: 'The request is too large.',
  415: 'The body is not JSON, or is compressed.',
  422: 'The `Idempotency-Key` was sent with another request.',
  429: 'Too many requests with this key, or too many counts or exports of the organisation under way; try again after `Retry-After` seconds.',
  500: 'A bug of the service.',
  503: 'An engine is down, or too many bodies are on their way. Try again after `Retry-After` seconds.',
};

function responses(route: Route): ZodOpenApiResponsesObject {
  const own = [...(route.body ? withBody : []), ...(route.idempotent ? underKey : [])];
  const codes = [...common, ...own, ...route.refusals];
  const statuses = [...new Set(codes.map((code) => new ServiceError(code, '').status))].sort();
  return {
    200: { description: 'Done.', content: { 'application/json': { schema: route.answer } } },
    ...Object.fromEntries(
      statuses.map((status) => [
        String(status),
        { description: meanings[status] ?? 'Refused.', content: { 'application/json': { schema: errorAnswer } } },
      ]),
    ),
  };
}

/** The one path outside `/v1` in the document: clients may use it, without a key. */
const versionPath: ZodOpenApiPathsObject[string] = {
  get: {
    operationId: 'getVersion',
    summary: 'The version of the service',
    security: [],
    responses: {
      200: {
        description: 'Done.',
        content: { 'application/json': { schema: z.object({ version: z.string() }) } },
      },
    },
  },
};

/** What the service sends, signed by the Standard Webhooks specification, to those who asked for it. */
const webhooks = Object.fromEntries(
  Object.entries(webhookMessages).map(([type, schema]) => [
    type,
    {
      post: {
        operationId: `receive${type.replace(/(?:^|\.)(\w)/g, (_, first: string) => first.toUpperCase())}`,
        summary: `The event ${type}`,
        security: [],
        requestParams: { header: signedHeaders },
        requestBody: { required: true, content: { 'application/json': { schema } } },
        responses: {
          '2XX': { description: 'Taken.' },
          410: { description: 'Send nothing more: the webhook is disabled.' },
          default: { description: 'It is sent again, later.' },
        },
      },
    },
  ]),
) satisfies ZodOpenApiPathsObject;

/** Builds the OpenAPI document from the schemas that check the requests. */
export function describeApi(routes: readonly Route[]) {
  const paths: ZodOpenApiPathsObject = { '/version': versionPath };
  for (const route of routes) {
    const path = `/v1${route.path}`;
    paths[path] = {
      ...paths[path],
      [route.method]: {
        operationId: route.id,
        summary: route.summary,
        description: `Needs the scope \`${route.scope}\`.`,
        requestParams: {
          ...(route.params && { path: route.params }),
          ...(route.query && { query: route.query }),
          ...(route.idempotent && { header: z.object({ [IDEMPOTENCY_KEY]: idempotencyKey }) }),
        },
        ...(route.body && {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: { 'application/json': { schema: route.body } },
          },
        }),
        responses: responses(route),
      },
    };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Logs Export',
      version,
      description: 'Exports of LLM gateway logs to JSONL files: create, start, watch, download.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }, { bearer: [] }],
    paths,
    webhooks,
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'x-portkey-api-key' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  });
}
