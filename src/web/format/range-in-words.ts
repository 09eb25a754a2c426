import { texts } from '../texts';
import type { Filters } from '../types';
import type { Times } from './times';

/** Where the exported logs begin and end, as they were asked for; null: open. */
function boundsOf(filters: Filters) {
  const { gte, gt, lte, lt } = filters.created_at ?? {};
  return {
    from: gte ?? gt ?? filters.time_of_generation_min ?? null,
    until: lt ?? lte ?? filters.time_of_generation_max ?? null,
  };
}

export function rangeInWords(filters: Filters, times: Times): string {
  const { from, until } = boundsOf(filters);
  if (from && until) return times.boundRange(from, until);
  if (from) return texts.time.rangeFrom(times.bound(from));
  if (until) return texts.time.rangeUntil(times.bound(until));
  return texts.allTime;
}
