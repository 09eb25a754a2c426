/** What a Parquet file must hold for stored values, built without any of the service's code. */
import { BSON } from 'mongodb';
import { referenceJson } from './bson';
import { referenceCell } from './csv';
import { withEscapes } from './json-escapes';

const { Decimal128, Double, Int32, Long, Timestamp } = BSON;

const UNFIT = Symbol('a value that does not fit its column');
type Reference = (value: unknown) => unknown;

const isNone = (value: unknown) => value === null || value === undefined;
const isLong = (value: unknown): value is InstanceType<typeof Long> =>
  value instanceof Long && !(value instanceof Timestamp);

export const referenceText = (value: unknown): string | null => referenceCell(value, { keepsFormulas: true });

const plainNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** The digits of a number, stored as one or as a text; undefined for other values. */
function digitsOf(value: unknown): string | undefined {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') return plainNumber.test(value) && value.length < 63 ? value : undefined;
  if (value instanceof Double || value instanceof Int32) return String(value.value);
  return isLong(value) || value instanceof Decimal128 ? value.toString() : undefined;
}

/** Whole numbers by moving the point in their digits. */
function wholeNumber(digits: string): bigint | null {
  const [mantissa = '', exponent = '0'] = digits.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const places = Number(exponent) - fraction.length;
  if (!/^-?\d+$/.test(whole)) return null;
  if (/^-?0*$/.test(whole + fraction)) return 0n;
  if (Math.abs(places) > 400) return null;
  const scaled = BigInt(whole + fraction) * 10n ** BigInt(Math.max(places, 0));
  const divisor = 10n ** BigInt(Math.max(-places, 0));
  return scaled % divisor === 0n ? scaled / divisor : null;
}

const count: Reference = (value) => {
  const digits = digitsOf(value);
  const exact =
    value instanceof Double && Number.isInteger(value.value) ? BigInt(value.value) : wholeNumber(digits ?? '');
  return exact !== null && exact >= -(2n ** 63n) && exact < 2n ** 63n ? exact : UNFIT;
};

const isFlag = (value: unknown): value is string => typeof value === 'string' && /^(true|false)$/i.test(value);
const flag: Reference = (value) => (isFlag(value) ? BigInt(value.toLowerCase() === 'true') : count(value));

const number: Reference = (value) => {
  const digits = digitsOf(value);
  return digits !== undefined && Number.isFinite(Number(digits)) ? Number(digits) : UNFIT;
};

/** The only texts in the tests that are times. */
const times = new Map([
  ['2026-03-09T10:15:00.250Z', Date.UTC(2026, 2, 9, 10, 15, 0, 250)],
  ['2026-03-09 10:15:00', Date.UTC(2026, 2, 9, 10, 15)],
]);

const time: Reference = (value) => {
  const stored = typeof value === 'string' ? times.get(value) : value instanceof Date ? value.getTime() : undefined;
  const isNumber = typeof value !== 'boolean' && typeof value !== 'string';
  const milliseconds = stored ?? (isNumber ? Number(digitsOf(value) ?? NaN) : NaN);
  return Math.abs(milliseconds) <= 8.64e15 ? BigInt(Math.trunc(milliseconds)) * 1_000n : UNFIT;
};

const json: Reference = (value) => {
  const text = withEscapes(referenceJson(value));
  return text === 'null' ? null : text;
};

const label: Reference = (value) => {
  const text = referenceText(value);
  return typeof value === 'string' ? text!.replace(/[a-z]/g, (letter) => letter.toUpperCase()) : text;
};

const streamMode: Reference = (value) => {
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'string') return ['true', '1'].includes(value.toLowerCase()) ? 'TRUE' : 'FALSE';
  const digits = digitsOf(value) ?? 'NaN';
  return (/^-?Inf/.test(digits) && value instanceof Decimal128) || !Number(digits) ? 'FALSE' : 'TRUE';
};

export const references = { text: referenceText, json, count, flag, number, time, label, streamMode };

/** What the column holds of these values, and how many of them did not fit. */
export function referenceColumn(reference: Reference, values: readonly unknown[]) {
  const held = values.map((value) => (isNone(value) ? null : reference(value)));
  return {
    values: held.map((value) => (value === UNFIT ? null : value)),
    unfit: held.filter((value) => value === UNFIT).length,
  };
}
