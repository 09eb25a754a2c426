/** What a file does not hold of the logs that were read for it. */

export type Counts = Record<string, number>;

export interface Omitted {
  /** Logs that were left out, by reason. */
  skipped: Counts;
  /** Values that did not fit their column and are null in the file, by column. */
  unfit: Counts;
}

export const nothingOmitted = (): Omitted => ({ skipped: {}, unfit: {} });

export function count(counts: Counts, key: string, more = 1): void {
  counts[key] = (counts[key] ?? 0) + more;
}

export const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, some) => sum + some, 0);

export function sumOmitted(pieces: readonly Omitted[]): Omitted {
  const sum = nothingOmitted();
  for (const piece of pieces) {
    for (const [reason, logs] of Object.entries(piece.skipped)) count(sum.skipped, reason, logs);
    for (const [column, values] of Object.entries(piece.unfit)) count(sum.unfit, column, values);
  }
  return sum;
}
