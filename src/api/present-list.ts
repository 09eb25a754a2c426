import type { Counted } from '../stores/page';

/** The answer of every list. */
export const presentList = <R, T>(
  { total, isMinimum, records }: Counted & { records: R[] },
  present: (record: R) => T,
) => ({
  object: 'list' as const,
  total,
  total_is_minimum: isMinimum,
  data: records.map((record) => present(record)),
});
