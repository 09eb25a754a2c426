import { Decimal128, Long } from 'mongodb';
import { entriesOf, isJsonObject } from './json';

/** A number of JSON, as the nearest double; undefined for what is none. */
export function numberOf(value: unknown): number | undefined {
  const number = value instanceof Long || value instanceof Decimal128 ? Number(value.toString()) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The JSON of a value, its numbers with the digits that they were sent with. */
export function jsonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (value instanceof Long || value instanceof Decimal128) return value.toString();
  if (Object.is(value, -0)) return '-0';
  if (!isJsonObject(value)) return JSON.stringify(value);
  return `{${entriesOf(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${jsonText(item)}`)
    .join(',')}}`;
}

/** Text as it is, all else as JSON. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : jsonText(value));
