/** The shapes of the log endpoints. */
import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../model/json';

export const MAX_LOGS_PER_REQUEST = 1_000;

const timestamp = z.iso.datetime();

/** Kept as it was sent, in its order: no schema of a record would. */
const jsonObject = z
  .custom<JsonObject>(isJsonObject, 'must be an object')
  .meta({ type: 'object', additionalProperties: true });
const logInput = z
  .strictObject({
    request: z
      .looseObject({
        url: z.string().max(8_192).optional(),
        method: z.string().max(16).optional(),
        provider: z.string().max(256).optional(),
        headers: jsonObject.optional(),
        portkeyHeaders: jsonObject.optional(),
        body: z.unknown().optional(),
      })
      .describe('{url, method, provider, headers, body}: what was asked.'),
    response: z
      .looseObject({
        status: z.int().min(0).max(999).optional(),
        headers: jsonObject.optional(),
        body: z.unknown().optional(),
        response_time: z.number().min(0).optional(),
      })
      .describe('{status, headers, body, response_time}: what came back.'),
    metadata: jsonObject.optional().describe('trace_id, span_id and whatever the caller tags.'),
  })
  .meta({ id: 'LogInput' });
export type LogInput = z.output<typeof logInput>;

export const insertBody = z.union([logInput, z.array(logInput).min(1)]).meta({ id: 'InsertLogs' });

export const insertAnswer = z
  .strictObject({
    object: z.literal('list'),
    total: z.int().min(0),
    data: z.array(z.strictObject({ id: z.string(), object: z.literal('log') })),
  })
  .meta({ id: 'InsertedLogs' });

export const logParams = z.strictObject({ id: z.string().describe('The id of the log.') });

export const logAnswer = z
  .looseObject({
    id: z.string(),
    object: z.literal('log'),
    organisation_id: z.string(),
    created_at: timestamp,
    request: z.unknown(),
    response: z.unknown(),
    metrics: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Log' });
