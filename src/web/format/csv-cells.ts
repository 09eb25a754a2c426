/** The cells of one row of CSV, as the service writes it. */
export function csvCells(row: string): string[] {
  const cells: string[] = [];
  let at = 0;
  do {
    const end = row[at] === '"' ? quotedEnd(row, at) : plainEnd(row, at);
    const cell = row.slice(at, end);
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    at = end + 1;
  } while (at <= row.length);
  return cells;
}

function plainEnd(row: string, from: number): number {
  const end = row.indexOf(',', from);
  return end < 0 ? row.length : end;
}

function quotedEnd(row: string, from: number): number {
  let at = row.indexOf('"', from + 1);
  while (row[at + 1] === '"') at = row.indexOf('"', at + 2);
  return at + 1;
}
