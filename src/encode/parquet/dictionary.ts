import { Output } from '../output';

/** More different values than this, or more bytes of them, are no dictionary's. */
const MOST_VALUES = 4096;
const MOST_BYTES = 64 * 1024;
/** A column of which more than half of so many first values differ is not tried further. */
const FIRST_VALUES = 256;

const SLOTS = 2 * MOST_VALUES;
const NONE = -1;

/**
 * The different values of a column chunk and which of them each one is, until there are too many. It holds offsets into
 * the chunk's plain bytes, where every value stands as well.
 */
export class Dictionary {
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  private readonly table = new Int16Array(SLOTS).fill(NONE);
  private readonly written = new Output(8 * 1024);
  /** How many bytes the different values take. */
  bytes = 0;
  private last = NONE;

  /** @param isOpen whether it is worth trying. */
  constructor(private isOpen: boolean) {}

  /** Takes in the value between two offsets. Returns whether it may be one that did not come before. */
  add(plain: Buffer, start: number, end: number): boolean {
    if (!this.isOpen) return true;
    const known = this.starts.length;
    if (this.last === NONE || !this.isAt(this.last, plain, start, end)) this.last = this.find(plain, start, end);
    this.written.reserve(4);
    this.written.view.setInt32(this.written.length, this.last, true);
    this.written.length += 4;
    if (this.starts.length === known) return false;

    this.bytes += end - start;
    const values = this.written.length / 4;
    const isPoor = values >= FIRST_VALUES && 2 * this.starts.length > values;
    if (isPoor || this.bytes > MOST_BYTES || this.starts.length > MOST_VALUES) this.isOpen = false;
    return true;
  }

  /** Which value each one is, in order; null if there are too many different ones. */
  indexes(): Int32Array | null {
    const { bytes, length } = this.written;
    return this.isOpen && length > 0 ? new Int32Array(bytes.buffer, bytes.byteOffset, length / 4) : null;
  }

  /** The index of this value, which is added if it is new. */
  private find(plain: Buffer, start: number, end: number): number {
    let slot = hash(plain, start, end) & (SLOTS - 1);
    for (let index; (index = this.table[slot]!) !== NONE; slot = (slot + 1) & (SLOTS - 1)) {
      if (this.isAt(index, plain, start, end)) return index;
    }
    this.table[slot] = this.starts.push(start) - 1;
    this.ends.push(end);
    return this.starts.length - 1;
  }

  private isAt(index: number, plain: Buffer, start: number, end: number): boolean {
    let at = this.starts[index]!;
    if (this.ends[index]! - at !== end - start) return false;
    for (let p = start; p < end; p += 1, at += 1) if (plain[p] !== plain[at]) return false;
    return true;
  }
}

/** FNV-1a. */
function hash(bytes: Buffer, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let at = start; at < end; at += 1) value = Math.imul(value ^ bytes[at]!, 0x01000193);
  return value ^ (value >>> 15);
}
