/** JSON as the service writes it: the three characters beside control characters that readers take for a line's end, escaped. */
export const withEscapes = (json: string) =>
  json.replace(/[\u0085\u2028\u2029]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
