import { nameEnd, type Source } from './bson';
import { writeNonAscii } from './non-ascii';
import { type Output } from './output';
import { hexDigit } from './scalars';

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** For each ASCII byte: 0 where JSON takes it as it is, else the letter after the backslash (`u` for `\u00xx`). */
const ESCAPE = new Uint8Array(128).fill(LETTER_U, 0, 0x20);
for (const [escaped, letter] of ['\bb', '\ff', '\nn', '\rr', '\tt', '""', '\\\\']) {
  ESCAPE[escaped!.charCodeAt(0)] = letter!.charCodeAt(0);
}

/** A byte becomes six at most (`\u00xx`); what follows a chunk (the rest of a character, a quote) fits in the slack. */
const WORST = 6;
const SLACK = 64;
/** Long texts are written in chunks, since the worst case needs six times their size. */
const CHUNK = 8 * 1024;
/** Names up to this length take the fast path. */
const SHORT_NAME = 64;

/** Writes UTF-8 text as a JSON string, as `JSON.stringify` would write it but for what `writeNonAscii` says. */
export function writeText(out: Output, source: Source, from: number, to: number): void {
  let at = from;
  out.reserve(2);
  out.bytes[out.length++] = QUOTE;
  do {
    const stop = Math.min(to, at + CHUNK);
    out.reserve((stop - at) * WORST + SLACK);
    at = writeChunk(out, source, at, stop, to);
  } while (at < to);
  out.bytes[out.length++] = QUOTE;
}

/** Writes the name (a C string) at `at` as a JSON key with its colon and returns the offset after the name. */
export function writeName(out: Output, source: Source, at: number, limit: number): number {
  const { bytes } = source;
  out.reserve(SHORT_NAME + SLACK);
  const target = out.bytes;
  const stop = Math.min(limit, at + SHORT_NAME);
  let length = out.length;
  target[length++] = QUOTE;
  for (let p = at; p < stop; p += 1) {
    const byte = bytes[p]!;
    if (byte === 0) {
      target[length++] = QUOTE;
      target[length++] = COLON;
      out.length = length;
      return p + 1;
    }
    if (byte >= 0x80 || ESCAPE[byte] !== 0) break;
    target[length++] = byte;
  }
  const end = nameEnd(source, at, limit);
  writeText(out, source, at, end - 1);
  out.bytes[out.length++] = COLON;
  return end;
}

/** Writes the text from `from` up to `stop`, and beyond it the rest of the character there. */
function writeChunk(out: Output, source: Source, from: number, stop: number, to: number): number {
  const { bytes, view } = source;
  const target = out.bytes;
  const targetView = out.view;
  let length = out.length;
  let at = from;
  while (at < stop) {
    if (at <= stop - 4) {
      // Each word is copied before it is checked; if it needs escapes, it is overwritten.
      const word = view.getInt32(at, true);
      targetView.setInt32(length, word, true);
      const special = specialBits(word);
      if (special === 0) {
        at += 4;
        length += 4;
        while (at <= stop - 8) {
          const first = view.getInt32(at, true);
          const second = view.getInt32(at + 4, true);
          if ((specialBits(first) | specialBits(second)) !== 0) break;
          targetView.setInt32(length, first, true);
          targetView.setInt32(length + 4, second, true);
          at += 8;
          length += 8;
        }
        continue;
      }
      const plain = (31 - Math.clz32(special & -special)) >> 3;
      at += plain;
      length += plain;
    }
    const byte = bytes[at]!;
    if (byte >= 0x80) {
      out.length = length;
      at = writeNonAscii(out, source, at, stop, to);
      length = out.length;
      continue;
    }
    at += 1;
    const letter = ESCAPE[byte]!;
    if (letter === 0) {
      target[length++] = byte;
      continue;
    }
    target[length++] = BACKSLASH;
    target[length++] = letter;
    if (letter === LETTER_U) {
      target[length++] = 0x30;
      target[length++] = 0x30;
      target[length++] = hexDigit(byte >> 4);
      target[length++] = hexDigit(byte & 15);
    }
  }
  out.length = length;
  return at;
}

/**
 * The high bit of each byte of the word that can't be copied: a quote or below a space, a backslash, or not ASCII. The
 * subtractions make it so (the first xor swaps the quote and the space); they may also borrow into higher bytes, so
 * only the lowest bit that is set is certain.
 */
function specialBits(word: number): number {
  return (((word ^ 0x02020202) - 0x21212121) | ((word ^ 0x5c5c5c5c) - 0x01010101) | word) & 0x80808080;
}
