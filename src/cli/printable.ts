/**
 * Text that someone else wrote, safe for a terminal: control characters, which could move the cursor, hide a line or
 * write to the clipboard, and characters that reverse or hide what stands beside them are shown as `\u{1b}`.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (found) => `\\u{${found.codePointAt(0)!.toString(16)}}`);
}
