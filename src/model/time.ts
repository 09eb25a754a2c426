import type { Instant } from './instant';
import { isoTime } from './iso-time';

export const DAY_MS = 86_400_000;

/** The time that many days before now: where a retention or a look-back ends. */
export const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);

/** The years that are written with four digits, so that they sort as text, and that every driver knows. */
export const FIRST_MS = Date.parse('0001-01-01T00:00:00.000Z');
export const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const withinYears = (ms: number) => new Date(Math.min(Math.max(ms, FIRST_MS), LAST_MS));

/**
 * What an instant covers: from `start` up to, but without, `end`. A time covers its millisecond, a date its day. There
 * are no logs outside the years 1 to 9999: what reaches beyond them ends there.
 */
export function instantSpan(written: Instant): { start: Date; end: Date } {
  const isDate = written.length === '2026-03-09'.length;
  const start = isoTime(written) ?? NaN;
  return { start: withinYears(start), end: withinYears(start + (isDate ? DAY_MS : 1)) };
}

/** ISO 8601 in UTC, as answers carry it; null for none. */
export const isoOrNull = (date: Date | null | undefined): string | null => date?.toISOString() ?? null;
