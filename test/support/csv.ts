import { withEscapes } from './json-escapes';
import { referenceJson } from './bson';

/** What a cell of CSV must read back as for a stored value, built without any of the service's code; null for nothing. */
export function referenceCell(value: unknown, { keepsFormulas = false } = {}): string | null {
  const json = withEscapes(referenceJson(value));
  if (json === 'null') return null;
  if (!json.startsWith('"')) return json;
  const text = JSON.parse(json) as string;
  return !keepsFormulas && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** Reads a CSV by the letter of RFC 4180; throws at what it does not allow. A cell without quotes and text is null. */
export function readCsv(csv: string): (string | null)[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  while (cell.lastIndex < csv.length) {
    const at = cell.lastIndex;
    const found = cell.exec(csv);
    if (!found) throw new Error(`no cell at ${at}: ${JSON.stringify(csv.slice(at, at + 40))}`);
    const [, quoted, plain, end] = found;
    row.push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
