import { texts } from '../texts';
import type { Export } from '../types';
import { locale } from './locale';

const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

export const formatCount = (count: number): string => whole.format(count);

const dollars = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' });
const small = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 });
/** US cents, as dollars: `$12.30`, or `$0.0042` where whole cents would be none. */
export const formatCents = (cents: number): string =>
  (cents !== 0 && Math.abs(cents) < 1 ? small : dollars).format(cents / 100);

const one = new Intl.PluralRules('en');
/** `1 log`, `2 logs`. */
export const countOf = (count: number, noun: string): string =>
  `${formatCount(count)} ${noun}${one.select(count) === 'one' ? '' : 's'}`;

/** How many logs match: `12`, or at least how many where they could not all be counted. */
export const matchingInWords = (counted: Pick<Export, 'total_records' | 'total_records_is_minimum'>): string => {
  if (!counted.total_records_is_minimum) return formatCount(counted.total_records);
  return isUncounted(counted) ? texts.notCounted : texts.moreThan(formatCount(counted.total_records - 1));
};

/** There are too many to count while somebody waits; they are counted when the export is started. */
export const isUncounted = (counted: Pick<Export, 'total_records' | 'total_records_is_minimum'>): boolean =>
  counted.total_records_is_minimum && counted.total_records === 0;

const units = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes in decimal units, as download lists show them. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(value) : short.format(value)} ${units[unit]}`;
}

export const formatPercent = (share: number): string => `${Math.floor(share * 100)}%`;
