/** Time ranges that move with the day: an export remembers which one it was asked for, and can be requested anew. */
export const relativeRanges = [
  'last_hour',
  'last_24_hours',
  'last_7_days',
  'last_30_days',
  'this_month',
  'last_month',
  'this_quarter',
] as const;
export type RelativeRange = (typeof relativeRanges)[number];
