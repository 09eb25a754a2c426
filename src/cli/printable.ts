const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text that someone else wrote, safe for a terminal: control characters, which could move the cursor, hide a line or
 * write to the clipboard, and characters that reverse or hide what stands beside them are shown as `\u{1b}`.
 */
export const printable = (text: string): string =>
  text.replace(hidden, (found) => `\\u{${found.codePointAt(0)!.toString(16)}}`);

/** The same for a line of JSON, which stays JSON and keeps its values. */
export const printableJson = (line: string): string => line.replace(hidden, (found) => found.replace(/[^]/g, escaped));

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
