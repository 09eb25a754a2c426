import { type Output } from './output';
import { unescapeText } from './unescape';

const [TAB, LF, CR, QUOTE, APOSTROPHE, COMMA] = [0x09, 0x0a, 0x0d, 0x22, 0x27, 0x2c];
const [LETTER_N, BRACKET, BRACE] = [0x6e, 0x5b, 0x7b];

/** What a spreadsheet may run when a cell begins with it. */
const STARTS_FORMULA = new Set([...'=+-@'].map((character) => character.charCodeAt(0)).concat(TAB, CR));

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
  unescapeText(out, start);
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
