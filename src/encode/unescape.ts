import { type Output } from './output';

const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** What stands for each letter after a backslash in JSON; 0 for `u`, whose digits follow. */
const ESCAPED = new Uint8Array(128);
for (const [letter, character] of ['b\b', 'f\f', 'n\n', 'r\r', 't\t', '""', '\\\\']) {
  ESCAPED[letter!.charCodeAt(0)] = character!.charCodeAt(0);
}

/** Takes the quotes and the escapes off the JSON string that was written from `start` on: what is left is never longer. */
export function unescapeText(out: Output, start: number): void {
  const { bytes } = out;
  const end = out.length - 1;
  let to = start;
  for (let at = start + 1; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte !== BACKSLASH) {
      bytes[to++] = byte;
      continue;
    }
    const letter = bytes[++at]!;
    if (letter !== LETTER_U) {
      bytes[to++] = ESCAPED[letter]!;
      continue;
    }
    const code = parseInt(bytes.toString('latin1', at + 1, at + 5), 16);
    to += bytes.write(String.fromCharCode(code), to, 'utf8');
    at += 4;
  }
  out.length = to;
}
