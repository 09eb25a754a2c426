import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const TAIL_BYTES = 16_384;

function readEnd(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const start = Math.max(0, fstatSync(handle).size - TAIL_BYTES);
    const buffer = Buffer.alloc(TAIL_BYTES);
    return buffer.toString('utf8', 0, readSync(handle, buffer, 0, TAIL_BYTES, start));
  } finally {
    closeSync(handle);
  }
}

/** The last lines of a log file, indented for a message; says so where there are none. */
export function logTail(file: string, lines = 15): string {
  try {
    const text = readEnd(file).trimEnd();
    if (text === '') return `  (its log ${file} is empty)`;
    const last = text.split('\n').slice(-lines);
    return `${last.map((line) => `  | ${line}`).join('\n')}\n  (from ${file})`;
  } catch {
    return `  (there is no log at ${file})`;
  }
}
