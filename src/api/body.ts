import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import { Decimal128 } from 'mongodb';
import { ServiceError } from '../model/errors';
import { entriesOf, isJsonObject, type JsonObject } from '../model/json';
import { numberOf } from '../model/json-text';
import { parseJson } from './parse-json';
import { checkShape, logBounds, usualBounds } from './shape';

export const USUAL_BODY_BYTES = 1_048_576;

/** Reads a body of `limit` bytes at most. Refuses with 413 or 400. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return getRawBody(request, { limit, length: request.headers['content-length'] ?? null }).catch(
    (error: { type?: string }) => {
      if (error.type === 'entity.too.large') {
        throw new ServiceError('payload_too_large', `The body is larger than ${limit} bytes: send less at a time.`);
      }
      throw new ServiceError('invalid_request', 'The body is incomplete. Send the request again.');
    },
  );
}

/**
 * A JSON body; undefined where there is none. Refuses with 415, 413 or 400. `exact`, of logs: all comes as it was sent,
 * and far more values may be in it.
 */
export function parseBody(bytes: Buffer, headers: IncomingHttpHeaders, { exact }: { exact: boolean }): unknown {
  if (bytes.length === 0) return undefined;
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new ServiceError('unsupported_media_type', 'The body must be JSON, with Content-Type: application/json.');
  }
  const coding = headers['content-encoding'];
  if (coding && coding.toLowerCase() !== 'identity') {
    throw new ServiceError(
      'unsupported_media_type',
      'The body must not be compressed. Send it without Content-Encoding.',
    );
  }
  const bounds = exact ? logBounds : usualBounds;
  checkShape(bytes, bounds);
  const body = parseJson(asText(bytes), { exact, maxExactNumbers: bounds.keys });
  return exact ? withPlainEnvelopes(body) : body;
}

/** Logs as their schema takes them: known parts as plain objects and numbers, the rest as it was sent. */
function withPlainEnvelopes(logs: unknown): unknown {
  if (Array.isArray(logs)) return logs.map(withPlainEnvelopes);
  if (!isJsonObject(logs)) return logs;
  return mapped(logs, (name, value) => (isEnvelope(name) && isJsonObject(value) ? mapped(value, plainNumber) : value));
}

const isEnvelope = (name: string) => name === 'request' || name === 'response';

/** `200.0` is a valid status. */
function plainNumber(name: string, value: unknown): unknown {
  const number = name !== 'body' && value instanceof Decimal128 ? numberOf(value) : undefined;
  return number !== undefined && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : value;
}

const mapped = (object: JsonObject, change: (name: string, value: unknown) => unknown) =>
  Object.fromEntries(entriesOf(object).map(([name, value]) => [name, change(name, value)]));

/** Decoding other bytes would store text that nobody sent. */
function asText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new ServiceError('invalid_request', 'The body is not valid UTF-8.', { param: 'body' });
}
