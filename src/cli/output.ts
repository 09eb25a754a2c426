import { printable } from './printable';

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

/** Warns before an export is created that it will not hold every matching log. */
export function tellTruncated(held: { total: number; total_records: number; truncated: boolean }): void {
  if (!held.truncated) return;
  tell(`${count(held.total_records)} logs match: only ${count(held.total)} of them will be in the file.`);
}
