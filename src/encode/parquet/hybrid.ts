import type { Output } from '../output';
import { writeVarint } from './thrift';

/** Values are packed eight at a time, and a run of as many is worth a header of its own. */
const GROUP = 8;

/** How many bits the numbers up to `largest` take; at least one, as some readers know no width of 0. */
export const bitsFor = (largest: number): number => Math.max(1, 32 - Math.clz32(largest));

/** Writes small numbers from `from` to `to` as runs of one value and as packed bits (Parquet's RLE). */
export function writeHybrid(
  out: Output,
  values: ArrayLike<number>,
  { from, to, bits }: { from: number; to: number; bits: number },
): void {
  let at = from;
  while (at < to) {
    const run = runLength(values, at, to);
    if (run >= GROUP) {
      writeVarint(out, run << 1);
      writeBits(out, values[at]!, bits);
      at += run;
      continue;
    }
    let end = at + GROUP;
    while (end < to && runLength(values, end, Math.min(to, end + GROUP)) < GROUP) end += GROUP;
    writePacked(out, values, { from: at, to: Math.min(end, to), bits });
    at = end;
  }
}

function runLength(values: ArrayLike<number>, from: number, to: number): number {
  const value = values[from];
  let at = from + 1;
  while (at < to && values[at] === value) at += 1;
  return at - from;
}

/** The last group is filled up with zeros. */
function writePacked(
  out: Output,
  values: ArrayLike<number>,
  { from, to, bits }: { from: number; to: number; bits: number },
): void {
  const groups = Math.ceil((to - from) / GROUP);
  writeVarint(out, (groups << 1) | 1);
  out.reserve(groups * bits);
  let waiting = 0;
  let waitingBits = 0;
  for (let at = from; at < from + groups * GROUP; at += 1) {
    waiting |= (at < to ? values[at]! : 0) << waitingBits;
    for (waitingBits += bits; waitingBits >= 8; waitingBits -= 8) {
      out.bytes[out.length++] = waiting & 0xff;
      waiting >>>= 8;
    }
  }
}

/** A value alone, in whole bytes. */
function writeBits(out: Output, value: number, bits: number): void {
  out.reserve(4);
  for (let shift = 0; shift < bits; shift += 8) out.bytes[out.length++] = (value >>> shift) & 0xff;
}
