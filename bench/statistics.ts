const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);

/** The value in the middle, or the mean of the two there; NaN of nothing. */
export function median(values: readonly number[]): number {
  const ordered = sorted(values);
  const half = ordered.length >> 1;
  return ordered.length % 2 === 1 ? ordered[half]! : (ordered[half - 1]! + ordered[half]!) / 2;
}

/** Entry by entry, the median of the rounds. */
export const medians = (rounds: readonly Record<string, number>[]): Record<string, number> =>
  Object.fromEntries(Object.keys(rounds[0] ?? {}).map((name) => [name, median(rounds.map((round) => round[name]!))]));

/** The smallest value that at least this share (0 to 1) of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  return sorted(values)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? NaN;
}

export interface Spread {
  median: number;
  lowest: number;
  highest: number;
  rounds: number;
}

/** What is told of the rounds of one measure. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values), rounds: values.length };
}

/** How much of a span of time none of the intervals covers. Intervals may overlap and come in any order. */
export function uncovered([from, to]: readonly [number, number], intervals: readonly (readonly [number, number])[]) {
  let covered = from;
  let idle = 0;
  for (const [start, end] of intervals.toSorted((a, b) => a[0] - b[0])) {
    idle += Math.max(0, Math.min(start, to) - covered);
    covered = Math.max(covered, Math.min(end, to));
  }
  return idle + Math.max(0, to - covered);
}
