import { intlFormatDistance } from 'date-fns/intlFormatDistance';
import { locale } from './locale';

const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
const brief = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });

export const formatExact = (time: Date): string => exact.format(time);
export const formatUtc = (time: Date): string => `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

export function formatRelative(time: Date, now: Date): string {
  if (Math.abs(now.getTime() - time.getTime()) < 10_000) return 'just now';
  return intlFormatDistance(time, now, { locale: 'en', numeric: 'auto' });
}

const isDate = (written: string) => !written.includes('T');
const hasZone = (written: string) => /(Z|[+-]\d\d:?\d\d)$/.test(written);

/** What a client wrote as a bound: a date stands for a whole UTC day, a time without a zone counts as UTC. */
const timeOf = (written: string) => new Date(isDate(written) || hasZone(written) ? written : `${written}Z`);

export const formatBound = (written: string): string =>
  isDate(written) ? `${day.format(timeOf(written))} (UTC day)` : brief.format(timeOf(written));

export function formatBoundRange(from: string, until: string): string {
  if (isDate(from) && isDate(until)) return `${day.formatRange(timeOf(from), timeOf(until))} (UTC days)`;
  if (isDate(from) || isDate(until)) return `${formatBound(from)} – ${formatBound(until)}`;
  return brief.formatRange(timeOf(from), timeOf(until));
}

const pad = (value: number) => String(value).padStart(2, '0');

/** `8 s`, `3 min 20 s`, `2 h 05 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${pad(Math.floor((seconds % 3600) / 60))} min`;
}
