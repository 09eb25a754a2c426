import { type Output } from './output';

const [TAB, LF, CR, QUOTE, APOSTROPHE, COMMA, BACKSLASH] = [0x09, 0x0a, 0x0d, 0x22, 0x27, 0x2c, 0x5c];
const [LETTER_N, LETTER_U, BRACKET, BRACE] = [0x6e, 0x75, 0x5b, 0x7b];

/** What a spreadsheet may run when a cell begins with it. */
const STARTS_FORMULA = new Set([...'=+-@'].map((character) => character.charCodeAt(0)).concat(TAB, CR));

/** What stands for each letter after a backslash in JSON; 0 for `u`, whose digits follow. */
const ESCAPED = new Uint8Array(128);
for (const [letter, character] of ['b\b', 'f\f', 'n\n', 'r\r', 't\t', '""', '\\\\']) {
  ESCAPED[letter!.charCodeAt(0)] = character!.charCodeAt(0);
}

export interface CellOptions {
  /** Puts a `'` before a text that a spreadsheet would run as a formula. */
  escapesFormulas: boolean;
}

/**
 * Makes the JSON value that was written from `start` on a cell of CSV, in place: a text without its JSON escapes, an
 * object or a list as JSON text, a number with its digits, nothing for null. An empty text is `""`.
 */
export function jsonToCell(out: Output, start: number, { escapesFormulas }: CellOptions): void {
  const begin = out.bytes[start];
  if (begin === QUOTE) textToCell(out, start, escapesFormulas);
  else if (begin === BRACE || begin === BRACKET) quoteWhereNeeded(out, start);
  else if (begin === LETTER_N) out.length = start;
}

function textToCell(out: Output, start: number, escapesFormulas: boolean): void {
  unescape(out, start);
  const { bytes, length } = out;
  if (length === start) {
    out.reserve(2);
    out.bytes[out.length++] = QUOTE;
    out.bytes[out.length++] = QUOTE;
    return;
  }
  if (escapesFormulas && STARTS_FORMULA.has(bytes[start]!)) {
    out.reserve(1);
    out.bytes.copyWithin(start + 1, start, length);
    out.bytes[start] = APOSTROPHE;
    out.length += 1;
  }
  quoteWhereNeeded(out, start);
}

/** Takes the quotes and the escapes off a JSON string: what is left is never longer. */
function unescape(out: Output, start: number): void {
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

/** Puts quotes around a cell that holds what ends one, and doubles those within. */
function quoteWhereNeeded(out: Output, start: number): void {
  const end = out.length;
  let quotes = 0;
  let needed = false;
  for (let at = start; at < end; at += 1) {
    const byte = out.bytes[at]!;
    if (byte === QUOTE) quotes += 1;
    else if (byte === COMMA || byte === LF || byte === CR) needed = true;
  }
  if (quotes === 0 && !needed) return;

  out.reserve(quotes + 2);
  const { bytes } = out;
  out.length = end + quotes + 2;
  let to = out.length;
  bytes[--to] = QUOTE;
  // From its end, so that nothing is overwritten before it is moved.
  for (let at = end - 1; at >= start; at -= 1) {
    const byte = bytes[at]!;
    bytes[--to] = byte;
    if (byte === QUOTE) bytes[--to] = QUOTE;
  }
  bytes[start] = QUOTE;
}
