import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { parse } from 'json-custom-numbers';
import { Decimal128, Long } from 'mongodb';
import getRawBody from 'raw-body';
import { ServiceError } from '../model/errors';
import { checkShape, logBounds, usualBounds } from './shape';

export const USUAL_BODY_BYTES = 1_048_576;

const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

/**
 * A number that is kept exactly where a double would round it: logs are to hold JSON as it was sent. What is longer than
 * the 34 digits of a Decimal128 is rounded; reading millions of digits exactly would take minutes.
 */
function exactNumber(_key: unknown, written: string): unknown {
  const value = Number(written);
  if (!/^-?\d{16,34}$/.test(written) || Number.isSafeInteger(value)) return value;
  const integer = BigInt(written);
  if (integer >= LONG_MIN && integer <= LONG_MAX) return Long.fromBigInt(integer);
  return Decimal128.fromString(written);
}

type Parsed = Record<string, unknown>;

/** Takes the numbers of `exact` over into `plain`, the same JSON parsed in the usual way, which keeps every key. */
function withNumbersOf(exact: unknown, plain: unknown): unknown {
  if (typeof plain === 'number') return exact;
  if (typeof plain !== 'object' || plain === null) return plain;
  for (const [key, item] of Object.entries(plain)) {
    if (key === '__proto__') continue;
    (plain as Parsed)[key] = withNumbersOf((exact as Parsed)[key], item);
  }
  return plain;
}

function parseExactly(text: string): unknown {
  const plain = JSON.parse(text) as unknown;
  if (!/\d{16}/.test(text)) return plain;
  return withNumbersOf(parse(text, undefined, exactNumber as never), plain);
}

interface BodyLimits {
  /** In bytes. */
  limit: number;
  /** Of logs: integers beyond 2^53 come as `Long` or `Decimal128`, and far more values may be in it. */
  exact: boolean;
}

/** Reads a JSON body; undefined where there is none. Refuses with 413, 415 or 400. */
export async function readJson(request: IncomingMessage, { limit, exact }: BodyLimits): Promise<unknown> {
  const bytes = await getRawBody(request, { limit, length: request.headers['content-length'] ?? null }).catch(
    (error: { type?: string }) => {
      if (error.type === 'entity.too.large') {
        throw new ServiceError('payload_too_large', `The body is larger than ${limit} bytes: send less at a time.`);
      }
      throw new ServiceError('invalid_request', 'The body is incomplete. Send the request again.');
    },
  );
  if (bytes.length === 0) return undefined;
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new ServiceError('unsupported_media_type', 'The body must be JSON, with Content-Type: application/json.');
  }
  const coding = request.headers['content-encoding'];
  if (coding && coding.toLowerCase() !== 'identity') {
    throw new ServiceError(
      'unsupported_media_type',
      'The body must not be compressed. Send it without Content-Encoding.',
    );
  }
  checkShape(bytes, exact ? logBounds : usualBounds);
  const text = asText(bytes);
  try {
    return exact ? parseExactly(text) : (JSON.parse(text) as unknown);
  } catch {
    throw new ServiceError('invalid_request', 'The body is not valid JSON.', { param: 'body' });
  }
}

/** Bytes that are no text would be stored as something that nobody sent. */
function asText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new ServiceError('invalid_request', 'The body is not valid UTF-8.', { param: 'body' });
}
