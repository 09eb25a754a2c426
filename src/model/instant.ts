import { z } from 'zod';
import { isoTime } from './iso-time';

/** Of the spellings that {@link isoTime} reads, those that no one can take for another time. */
const WRITTEN = /^\d{4}-\d\d-\d\d(?:[Tt]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;

const WANTED = 'must be a date or an ISO 8601 time that exists, such as "2026-03-09" or "2026-03-09T10:15:00Z"';

/**
 * A point in time as a client writes it: ISO 8601 (a zone-less one counts as UTC), or a date, which stands for that
 * whole UTC day. Kept as written; instantSpan says what it covers.
 */
export const instant = z
  .string({ error: WANTED })
  .refine((written) => WRITTEN.test(written) && isoTime(written) !== undefined, { error: WANTED })
  .meta({ description: 'ISO 8601 time, or a date.', examples: ['2026-03-09T10:15:00Z'] });

export type Instant = z.output<typeof instant>;
