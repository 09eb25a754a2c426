import { type Source } from './bson';
import { type Output } from './output';

/**
 * Writes characters that start with a byte of 0x80 or more, until `stop` or the next ASCII byte; a character that
 * starts before `stop` may go on beyond it, up to `to`. The caller has reserved six bytes for each, and some slack.
 *
 * Valid UTF-8 is copied. A surrogate (ED A0..BF xx, as some writers store a lone one, or each half of a pair) becomes
 * its `\udxxx` escape, or with its other half the character, so that the text parses to the string that was sent.
 * Whatever else is not UTF-8 becomes U+FFFD, one for each longest prefix of a character, as `TextDecoder` does it.
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
      target.setInt32(length, word, true);
      at += size;
      length += size;
    } else if ((word & 0xc0e0ff) === 0x80a0ed) {
      const next = wordAt(source, at + 3, to);
      const pair = (word & 0xf000) === 0xa000 && (next & 0xc0f0ff) === 0x80b0ed;
      length += pair ? writePair(out.bytes, length, word, next) : writeSurrogate(out.bytes, length, word);
      at += pair ? 6 : 3;
    } else {
      target.setInt32(length, 0xbdbfef, true);
      at += prefixSize(word);
      length += 3;
    }
  }
  out.length = length;
  return at;
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

function writeSurrogate(target: Buffer, length: number, word: number): number {
  return target.write(`\\u${surrogate(word).toString(16)}`, length, 'latin1');
}

function writePair(target: Buffer, length: number, high: number, low: number): number {
  return target.write(String.fromCharCode(surrogate(high), surrogate(low)), length, 'utf8');
}
