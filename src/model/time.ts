import { z } from 'zod';
import { isoTime } from './iso-time';

/**
 * A point in time as a client writes it: ISO 8601 (a zone-less one counts as UTC), or a date, which stands for that
 * whole UTC day. Kept as written; {@link instantSpan} says what it covers.
 */
export const instant = z
  .union([z.iso.datetime({ offset: true, local: true }), z.iso.date()], {
    error: 'must be a date or an ISO 8601 time that exists, such as "2026-03-09" or "2026-03-09T10:15:00Z"',
  })
  .meta({ description: 'ISO 8601 time, or a date.', examples: ['2026-03-09T10:15:00Z'] });

export type Instant = z.output<typeof instant>;

const DAY_MS = 86_400_000;

/** The time that many days before now: where a retention or a look-back ends. */
export const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);

/** The years that are written with four digits, so that they sort as text, and that every driver knows. */
const FIRST_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const withinYears = (ms: number) => new Date(Math.min(Math.max(ms, FIRST_MS), LAST_MS));

/**
 * What an instant covers: from `start` up to, but without, `end`. A time covers its millisecond, a date its day. There
 * are no logs outside the years 1 to 9999: what reaches beyond them ends there.
 */
export function instantSpan(written: Instant): { start: Date; end: Date } {
  const isDate = !written.includes('T');
  const start = isoTime(written) ?? NaN;
  return { start: withinYears(start), end: withinYears(start + (isDate ? DAY_MS : 1)) };
}
