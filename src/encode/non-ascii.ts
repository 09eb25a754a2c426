import { type Source } from './bson';
import { type Output } from './output';

/** U+FFFD, its first byte lowest. */
const REPLACEMENT = 0xbdbfef;

/**
 * Writes characters that start with a byte of 0x80 or more, until `stop` or the next ASCII byte; a character that
 * starts before `stop` may go on beyond it, up to `to`. The caller has reserved six bytes for each, and some slack.
 *
 * Valid UTF-8 is copied, but for three characters that many readers take for the end of a line: those are escaped. Both
 * halves of a surrogate pair, stored one by one (ED A0..BF xx), become the character. A half alone becomes U+FFFD: many
 * readers refuse a whole file for its escape. So does whatever else is not UTF-8, one U+FFFD for each longest prefix of
 * a character, as `TextDecoder` does it.
 */
export function writeNonAscii(out: Output, source: Source, from: number, stop: number, to: number): number {
  const { bytes } = source;
  const target = out.view;
  let length = out.length;
  let at = from;
  while (at < stop && bytes[at]! >= 0x80) {
    const word = wordAt(source, at, to);
    const size = characterSize(word);
    if (size > 0) {
      if (endsLine(word)) {
        length += writeEscape(out.bytes, length, word);
      } else {
        target.setInt32(length, word, true);
        length += size;
      }
      at += size;
      continue;
    }
    const isSurrogate = (word & 0xc0e0ff) === 0x80a0ed;
    const next = isSurrogate ? wordAt(source, at + 3, to) : 0;
    if (isSurrogate && (word & 0xf000) === 0xa000 && (next & 0xc0f0ff) === 0x80b0ed) {
      length += writePair(out.bytes, length, word, next);
      at += 6;
    } else {
      target.setInt32(length, REPLACEMENT, true);
      length += 3;
      at += isSurrogate ? 3 : prefixSize(word);
    }
  }
  out.length = length;
  return at;
}

/** Whether the word starts with U+2028, U+2029 (E2 80 A8, A9) or U+0085 (C2 85). */
function endsLine(word: number): boolean {
  return (word & 0xfeffff) === 0xa880e2 || (word & 0xffff) === 0x85c2;
}

function writeEscape(target: Buffer, length: number, word: number): number {
  const code = (word & 0xff) === 0xc2 ? '0085' : (word & 0x10000) === 0 ? '2028' : '2029';
  return target.write(`\\u${code}`, length, 'latin1');
}

/** Four bytes, the first of them lowest; zeros for those past `to`. */
function wordAt({ bytes, view }: Source, at: number, to: number): number {
  if (at <= to - 4) return view.getInt32(at, true);
  let word = 0;
  for (let i = to - 1; i >= at; i -= 1) word = (word << 8) | bytes[i]!;
  return word;
}

/** How many bytes the character takes that the word (its first byte lowest) starts with; 0 if it is not valid UTF-8. */
function characterSize(word: number): number {
  if ((word & 0xc0c0f0) === 0x8080e0) return secondFits(word) ? 3 : 0;
  if ((word & 0xc0e0) === 0x80c0) return (word & 0x1e) !== 0 ? 2 : 0;
  if ((word & 0xc0c0c0f8) === (0x808080f0 | 0)) return secondFits(word) ? 4 : 0;
  return 0;
}

/** How many bytes of an invalid character could still have become a valid one, at least one. */
function prefixSize(word: number): number {
  const lead = word & 0xff;
  if (lead < 0xe0 || (word & 0xc000) !== 0x8000 || !secondFits(word)) return 1;
  return lead >= 0xf0 && (word & 0xc00000) === 0x800000 ? 3 : 2;
}

/** Whether the trail byte after this lead of a longer character is in the range that the lead leaves it. */
function secondFits(word: number): boolean {
  const second = (word >> 8) & 0xff;
  switch (word & 0xff) {
    case 0xe0:
      return second >= 0xa0;
    case 0xed:
      return second <= 0x9f;
    case 0xf0:
      return second >= 0x90;
    case 0xf4:
      return second <= 0x8f;
    default:
      return (word & 0xff) < 0xf4;
  }
}

/** The code unit: 0xd000 and the twelve low bits that the two trail bytes carry. */
function surrogate(word: number): number {
  return 0xd000 | ((word >> 2) & 0xfc0) | ((word >> 16) & 0x3f);
}

function writePair(target: Buffer, length: number, high: number, low: number): number {
  return target.write(String.fromCharCode(surrogate(high), surrogate(low)), length, 'utf8');
}
