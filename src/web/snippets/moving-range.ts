import type { RelativeRange } from '../../model/relative-ranges';
import type { Export } from '../types';

/** A relative range as arithmetic that each language has: so many seconds back, or from one month's start to another's. */
export type MovingRange =
  { kind: 'seconds'; seconds: number } | { kind: 'months'; from: 'this' | 'last' | 'quarter'; until: 'now' | 'this' };

const HOUR = 3_600;
const ranges: Readonly<Record<RelativeRange, MovingRange>> = {
  last_hour: { kind: 'seconds', seconds: HOUR },
  last_24_hours: { kind: 'seconds', seconds: 24 * HOUR },
  last_7_days: { kind: 'seconds', seconds: 7 * 24 * HOUR },
  last_30_days: { kind: 'seconds', seconds: 30 * 24 * HOUR },
  this_month: { kind: 'months', from: 'this', until: 'now' },
  last_month: { kind: 'months', from: 'last', until: 'this' },
  this_quarter: { kind: 'months', from: 'quarter', until: 'now' },
};

/** How the export's range moves with the time it is asked for; null where its dates are fixed. */
export const movingRangeOf = ({ relative_range }: Export): MovingRange | null =>
  relative_range ? ranges[relative_range] : null;

export const isFixed = ({ filters, relative_range }: Export): boolean =>
  relative_range === null && filters.created_at !== undefined;
