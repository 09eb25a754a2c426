import type { Export, Filters, Status } from '../types';
import { formatBound, formatBoundRange } from './times';

export const statusNames: Readonly<Record<Status, string>> = {
  draft: 'Draft',
  in_progress: 'In progress',
  success: 'Success',
  failure: 'Failure',
  stopped: 'Stopped',
};

/** What an export is called: its description, else its file, else its id. */
export function titleOf({ description, file, id }: Export): string {
  return description?.trim() || file?.name || `Export ${id.slice(0, 8)}`;
}

/** Where the exported logs begin and end, as they were asked for; null: open. */
export function boundsOf(filters: Filters) {
  const { gte, gt, lte, lt } = filters.created_at ?? {};
  return {
    from: gte ?? gt ?? filters.time_of_generation_min ?? null,
    until: lt ?? lte ?? filters.time_of_generation_max ?? null,
  };
}

export function rangeInWords(filters: Filters): string {
  const { from, until } = boundsOf(filters);
  if (from && until) return formatBoundRange(from, until);
  if (from) return `From ${formatBound(from)}`;
  if (until) return `Until ${formatBound(until)}`;
  return 'All time';
}
