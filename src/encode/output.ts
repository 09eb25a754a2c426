const SMALLEST = 1024;
const NOTHING = Buffer.alloc(0);
/** Buffers of this size or more are not doubled: that would waste too much memory. */
const LARGEST_STEP = 16 * 1024 * 1024;

/**
 * A byte buffer that grows as it is written to. Writers call `reserve`, then write to `bytes` (or `view`, the same
 * memory) from `length` on, and move `length`. `reserve` may replace `bytes` and `view`: read them after it.
 */
export class Output {
  bytes: Buffer = NOTHING;
  view = viewOf(NOTHING);
  length = 0;

  /** @param initialBytes size of the buffer at the first write, and at the first one after each `take`. */
  constructor(private readonly initialBytes = 64 * 1024) {}

  /** Makes room for `more` bytes after `length`. */
  reserve(more: number): void {
    if (this.length + more > this.bytes.length) this.grow(this.length + more);
  }

  /** Returns everything written so far and starts anew, empty. The caller owns the returned buffer. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length);
    this.replace(NOTHING);
    this.length = 0;
    return taken;
  }

  private grow(needed: number): void {
    const capacity = this.bytes.length;
    const next = capacity === 0 ? this.initialBytes : capacity + Math.min(capacity, LARGEST_STEP);
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, next, SMALLEST));
    this.bytes.copy(grown, 0, 0, this.length);
    this.replace(grown);
  }

  private replace(bytes: Buffer): void {
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
