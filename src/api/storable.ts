import { ServiceError } from '../model/errors';

type Json = Record<string, unknown>;

const isPlain = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/**
 * JSON as the MongoDB driver stores it unchanged. It takes an object with a key `_bsontype` for a type of its own,
 * unless it comes as a Map; a key with a NUL can't be stored at all, and is refused with its path.
 */
export function storable(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => storable(item, [...path, String(index)]));
  if (!isPlain(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    const at = [...path, key];
    if (!key.includes('\0')) return [key, storable(item, at)];
    const param = at.join('.').replaceAll('\0', '\\u0000');
    throw new ServiceError('invalid_request', `${param} must not have a NUL character in its key.`, { param });
  });
  return '_bsontype' in value ? new Map(entries) : Object.fromEntries(entries);
}
