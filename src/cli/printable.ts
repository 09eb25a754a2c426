/**
 * Characters that act on a terminal, or reverse or hide what stands beside them; and, as the first group, pictures that
 * such characters hold together: pictographs joined by U+200D, and the three flags that are spelled by tags.
 */
const hidden =
  /(\p{Extended_Pictographic}[\u{fe0f}\p{EMod}]?(?:\u{200d}\p{Extended_Pictographic}[\u{fe0f}\p{EMod}]?)+|\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f})|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text that someone else wrote, safe for a terminal: control characters, which could move the cursor, hide a line or
 * write to the clipboard, and characters that reverse or hide what stands beside them are shown as `\u{1b}`.
 */
export const printable = (text: string): string =>
  text.replace(hidden, (found, picture?: string) => picture ?? `\\u{${found.codePointAt(0)!.toString(16)}}`);

/** The same for a line of JSON, which stays JSON and keeps its values. */
export const printableJson = (line: string): string =>
  line.replace(hidden, (found, picture?: string) => picture ?? found.replace(/[^]/g, escaped));

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
