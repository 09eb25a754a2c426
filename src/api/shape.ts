import { MAX_LOGS_PER_REQUEST } from '../contract/logs';
import { type ErrorCode, ServiceError } from '../model/errors';

/** MongoDB's limit of nesting. */
export const MAX_DEPTH = 100;

/** The limits of a body, and the code of the refusal. */
interface Bounds {
  /** Items of the outermost list. */
  logs: number;
  values: number;
  /** Keys, objects and lists, which cost many times as much as plain values. */
  keys: number;
  code: ErrorCode;
}

/**
 * A valid body holds a few hundred values at most. Validating an invalid one can take a thousand times as long as parsing
 * it.
 */
export const usualBounds: Bounds = { logs: Infinity, values: 2_000, keys: 2_000, code: 'invalid_request' };

/** A log of nothing but numbers holds 1,050,000 of them in MongoDB's 16 MiB. */
export const logBounds: Bounds = {
  logs: MAX_LOGS_PER_REQUEST,
  values: 1_200_000,
  keys: 500_000,
  code: 'payload_too_large',
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Counts brackets, colons and commas before parsing: a small body can nest deeply or hold millions of values. */
export function checkShape(bytes: Buffer, bounds: Bounds): void {
  let depth = 0;
  const found = { logs: 1, values: 1, keys: 0 };
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at += 1;
      while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    } else if (OPENING.has(byte)) {
      depth += 1;
      found.keys += 1;
      if (depth > MAX_DEPTH) {
        const message = `The body must not nest deeper than ${MAX_DEPTH} levels.`;
        throw new ServiceError('invalid_request', message, { param: 'body' });
      }
    } else if (CLOSING.has(byte)) depth -= 1;
    else if (byte === COLON) found.keys += 1;
    else if (byte === COMMA) {
      found.values += 1;
      if (depth === 1) found.logs += 1;
    }
  }
  requireAtMost('logs', found.logs, bounds.logs, bounds.code);
  requireAtMost('values', found.values, bounds.values, bounds.code);
  requireAtMost('keys, objects and lists', found.keys, bounds.keys, bounds.code);
}

function requireAtMost(what: string, found: number, limit: number, code: ErrorCode): void {
  if (found <= limit) return;
  const message = `A request may hold at most ${limit} ${what}; this one has ${found}.`;
  throw code === 'payload_too_large'
    ? new ServiceError(code, `${message} Split it.`)
    : new ServiceError(code, message, { param: 'body' });
}
