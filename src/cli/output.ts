import type { z } from 'zod';
import type { createdAnswer, previewAnswer } from '../contract/export-answers';
import { type Counts, type Omitted, sumOf } from '../model/omissions';
import { printable } from './printable';

type CreatedExport = z.output<typeof createdAnswer>;

/** Results go to standard output; progress and hints to standard error. */
export const say = (line: string) => void process.stdout.write(`${line}\n`);
export const tell = (line: string) => void process.stderr.write(`${line}\n`);

export const sayJson = (value: unknown) => say(JSON.stringify(value, null, 2));

/** A table of text that may come from other people. */
export function sayTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const cells = [head, ...rows].map((row) => row.map(printable));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  for (const row of cells)
    say(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
}

export const count = (number: number) => number.toLocaleString('en-US');

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `7.4 MB`. */
export function size(bytes: number): string {
  const step = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${step === 0 ? bytes : (bytes / 1_000 ** step).toFixed(1)} ${units[step]}`;
}

type Counted = Pick<CreatedExport, 'total' | 'total_records' | 'total_records_is_minimum'>;

/** `12 logs`. */
export const logsOf = ({ total }: Pick<Counted, 'total'>) =>
  total === null ? 'as many logs as are counted when it is started' : `${count(total)} logs`;

/** `12 logs match`, or at least how many do. */
export const matchingIn = ({ total_records, total_records_is_minimum }: Omit<Counted, 'total'>) =>
  `${total_records_is_minimum ? `More than ${count(total_records - 1)}` : count(total_records)} logs match`;

/** `3 of them`, where it was counted that not all of them fit. */
export const heldOf = ({ total }: Pick<Counted, 'total'>) => `${count(total ?? 0)} of them`;

/** Warns before an export is created that it will not hold every matching log. */
export function tellTruncated({ truncated, ...held }: Counted & { truncated: boolean }): void {
  if (truncated) tell(`${matchingIn(held)}: only ${heldOf(held)} will be in the file.`);
}

const dollars = (cents: number) =>
  (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });

/** What the matching logs cost, and their tokens, as far as that is known. */
export function tellSums({
  sums: { cost, total_tokens },
  total_records_is_minimum,
}: Pick<z.output<typeof previewAnswer>, 'sums' | 'total_records_is_minimum'>): void {
  const known = [
    ...(cost === null ? [] : [dollars(cost)]),
    ...(total_tokens === null ? [] : [`${count(total_tokens)} tokens`]),
  ];
  if (known.length === 0) return;
  tell(`Matching logs in total: ${total_records_is_minimum ? 'at least ' : ''}${known.join(', ')}.`);
}

const countsIn = (counts: Counts) =>
  Object.entries(counts)
    .map(([name, some]) => `${printable(name)} ${count(some)}`)
    .join(', ');

/** Says what a file lacks of its logs; `among`: of which ones. */
export function tellOmitted({ skipped, unfit }: Omitted, among = ''): void {
  if (sumOf(skipped) > 0) tell(`Logs left out${among}: ${countsIn(skipped)}.`);
  if (sumOf(unfit) > 0) tell(`Values that do not fit their column and are null${among}: ${countsIn(unfit)}.`);
}
