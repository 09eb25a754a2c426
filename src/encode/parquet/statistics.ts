import type { Output } from '../output';
import type { Physical } from './schema';

/** Whether the value at `a` of a chunk's plain bytes comes before the one at `b`, in Parquet's order of its type. */
type IsBefore = (plain: Output, a: number, b: number) => boolean;

/** Texts come with their length before them, and are compared byte by byte. */
const isBefore: Readonly<Record<Physical, IsBefore>> = {
  INT64: ({ view }, a, b) => {
    const [high, other] = [view.getInt32(a + 4, true), view.getInt32(b + 4, true)];
    return high === other ? view.getUint32(a, true) < view.getUint32(b, true) : high < other;
  },
  DOUBLE: ({ view }, a, b) => view.getFloat64(a, true) < view.getFloat64(b, true),
  BYTE_ARRAY: ({ bytes, view }, a, b) => {
    const [size, other] = [view.getUint32(a, true), view.getUint32(b, true)];
    const shared = Math.min(size, other);
    let at = 4;
    while (at < shared + 4 && bytes[a + at] === bytes[b + at]) at += 1;
    return at < shared + 4 ? bytes[a + at]! < bytes[b + at]! : size < other;
  },
};

/** Texts that are longer are no bounds: they would make the footer large. */
const LONGEST_TEXT = 64;
const NONE = -1;

/** The smallest and the largest value of a chunk, as offsets into its plain bytes. */
export class Bounds {
  private smallest = NONE;
  private largest = NONE;
  private readonly isBefore: IsBefore;

  constructor(private readonly physical: Physical) {
    this.isBefore = isBefore[physical];
  }

  add(plain: Output, at: number): void {
    if (this.smallest === NONE || this.isBefore(plain, at, this.smallest)) this.smallest = at;
    if (this.largest === NONE || this.isBefore(plain, this.largest, at)) this.largest = at;
  }

  /** Both values as statistics hold them; null where there are none, or where one is a long text. */
  read(plain: Output): { min: Buffer; max: Buffer } | null {
    if (this.smallest === NONE) return null;
    const [min, max] = [this.valueAt(plain, this.smallest), this.valueAt(plain, this.largest)];
    if (Math.max(min.length, max.length) > LONGEST_TEXT) return null;
    if (this.physical === 'DOUBLE') spreadZero(min, max);
    return { min, max };
  }

  private valueAt({ bytes, view }: Output, at: number): Buffer {
    const [from, size] = this.physical === 'BYTE_ARRAY' ? [at + 4, view.getUint32(at, true)] : [at, 8];
    return Buffer.from(bytes.subarray(from, from + size));
  }
}

/** A zero counts as -0 where it is the smallest value and as +0 where it is the largest, since both signs may be there. */
function spreadZero(min: Buffer, max: Buffer): void {
  if (min.readDoubleLE() === 0) min.writeDoubleLE(-0);
  if (max.readDoubleLE() === 0) max.writeDoubleLE(0);
}
