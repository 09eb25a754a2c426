/** A filter's value as the visitor would enter it; nothing for one that is not set. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
