const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const pictograph = /^\p{Extended_Pictographic}/u;
const endOfPictograph = /(?:[\p{Extended_Pictographic}\u{1f3fb}-\u{1f3ff}]|\u{fe0f})$/u;

const JOINER = '\u{200d}';
/** Flags that are spelled by tags: England, Scotland, Wales. */
const taggedFlags = ['gbeng', 'gbsct', 'gbwls'].map(
  (region) =>
    `\u{1f3f4}${[...region].map((letter) => String.fromCodePoint(0xe0000 + letter.codePointAt(0)!)).join('')}\u{e007f}`,
);

/** How far before a tag its flag may begin, in UTF-16. */
const FLAG_UNITS = 12;

/** Whether a character that is not seen by itself is a part of a picture. */
function isInPicture(character: string, at: number, text: string): boolean {
  if (character === JOINER) {
    return endOfPictograph.test(text.slice(Math.max(0, at - 2), at)) && pictograph.test(text.slice(at + 1, at + 3));
  }
  const from = Math.max(0, at - FLAG_UNITS);
  const flag = text.slice(from, at).lastIndexOf('\u{1f3f4}');
  return flag >= 0 && taggedFlags.some((tagged) => text.startsWith(tagged, from + flag));
}

const shownBy = (text: string, escape: (found: string) => string) =>
  text.replace(hidden, (found: string, at: number) => (isInPicture(found, at, text) ? found : escape(found)));

/**
 * Text that someone else wrote, safe for a terminal: control characters, which could move the cursor, hide a line or
 * write to the clipboard, and characters that reverse or hide what stands beside them are shown as `\u{1b}`. Pictures that
 * such characters hold together, as emoji of families and flags, stay as they are.
 */
export const printable = (text: string): string =>
  shownBy(text, (found) => `\\u{${found.codePointAt(0)!.toString(16)}}`);

/** The same for a line of JSON, which stays JSON and keeps its values. */
export const printableJson = (line: string): string => shownBy(line, (found) => found.replace(/[^]/g, escaped));

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
