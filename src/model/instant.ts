import { z } from 'zod';

/**
 * A point in time as a client writes it: ISO 8601 (a zone-less one counts as UTC), or a date, which stands for that
 * whole UTC day. Kept as written; instantSpan says what it covers.
 */
export const instant = z
  .union(
    [z.iso.datetime({ offset: true, local: true }), z.iso.datetime({ offset: true, precision: -1 }), z.iso.date()],
    {
      error: 'must be a date or an ISO 8601 time that exists, such as "2026-03-09" or "2026-03-09T10:15:00Z"',
    },
  )
  .meta({ description: 'ISO 8601 time, or a date.', examples: ['2026-03-09T10:15:00Z'] });

export type Instant = z.output<typeof instant>;
