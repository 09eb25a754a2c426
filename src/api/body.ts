import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { parse } from 'json-custom-numbers';
import { Decimal128, Long } from 'mongodb';
import getRawBody from 'raw-body';
import { MAX_LOGS_PER_REQUEST } from '../contract/logs';
import { ServiceError } from '../model/errors';

export const USUAL_BODY_BYTES = 1_048_576;

/** MongoDB nests documents 100 deep, and so do we. */
export const MAX_DEPTH = 100;

/**
 * How many values a usual body may hold; the largest that makes sense has a few hundred. Checking a value that is not
 * as it should be takes a thousand times as long as parsing it.
 */
export const MAX_VALUES = 2_000;

const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

/** A number that is kept exactly where a double would round it: logs are to hold JSON as it was sent. */
function exactNumber(_key: unknown, written: string): unknown {
  const value = Number(written);
  if (!/^-?\d{16,}$/.test(written) || Number.isSafeInteger(value)) return value;
  const integer = BigInt(written);
  if (integer >= LONG_MIN && integer <= LONG_MAX) return Long.fromBigInt(integer);
  return written.replace('-', '').length <= 34 ? Decimal128.fromString(written) : value;
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
  /** Of logs: integers beyond 2^53 come as `Long` or `Decimal128`, and only the items of the outermost list are counted. */
  exact: boolean;
}

/** Reads a JSON body; undefined where there is none. Refuses with 413, 415 or 400. */
export async function readJson(request: IncomingMessage, { limit, exact }: BodyLimits): Promise<unknown> {
  const bytes = await getRawBody(request, { limit, length: request.headers['content-length'] ?? null }).catch(
    (error: { type?: string }) => {
      if (error.type === 'entity.too.large') {
        throw new ServiceError('payload_too_large', `The body is larger than ${limit} bytes: send less at a time.`);
      }
      throw new ServiceError('invalid_request', 'The body did not arrive whole: send the request again.');
    },
  );
  if (bytes.length === 0) return undefined;
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new ServiceError('unsupported_media_type', 'The body must be JSON, with Content-Type: application/json.');
  }
  checkShape(bytes, exact ? { atTop: MAX_LOGS_PER_REQUEST, inAll: Infinity } : { atTop: Infinity, inAll: MAX_VALUES });
  const text = asText(bytes);
  try {
    return exact ? parseExactly(text) : (JSON.parse(text) as unknown);
  } catch {
    throw new ServiceError('invalid_request', 'The body is not valid JSON.', { param: 'body' });
  }
}

const COMMA = 0x2c;
/** Bytes that are no text would be stored as something that nobody sent. */
function asText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new ServiceError('invalid_request', 'The body is not valid UTF-8.', { param: 'body' });
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Counts brackets and commas before anything is built from them: a small body can nest very deep, or hold millions of values. */
function checkShape(bytes: Buffer, { atTop, inAll }: { atTop: number; inAll: number }): void {
  let depth = 0;
  let itemsAtTop = 1;
  let values = 1;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at += 1;
      while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    } else if (OPENING.has(byte)) {
      depth += 1;
      if (depth > MAX_DEPTH) {
        const message = `The body must not nest deeper than ${MAX_DEPTH} levels.`;
        throw new ServiceError('invalid_request', message, { param: 'body' });
      }
    } else if (CLOSING.has(byte)) depth -= 1;
    else if (byte === COMMA) {
      values += 1;
      if (depth === 1) itemsAtTop += 1;
    }
  }
  if (itemsAtTop > atTop) {
    const message = `A request may hold at most ${atTop} logs; this one has ${itemsAtTop}. Split it.`;
    throw new ServiceError('payload_too_large', message);
  }
  if (values > inAll) {
    const message = `The body must not hold more than ${inAll} values; this one has ${values}.`;
    throw new ServiceError('invalid_request', message, { param: 'body' });
  }
}
