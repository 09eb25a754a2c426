/** What a section found: tables for people, numbers for programs. */
export interface Findings {
  tables: Table[];
  results: unknown;
  ratios?: Partial<Record<RatioName, number>>;
}

export const ratioNames = [
  'export_to_mongoexport',
  'export_to_mongoexport_and_upload',
  'export_to_drain',
  'bodyless_to_mongoexport',
  'transcode_speedup',
  'cost_growth',
  'scale_growth',
  'list_growth',
  'audit_depth',
  'peak_rss_mb',
  'gzip_to_jsonl',
  'zstd_to_jsonl',
  'csv_to_jsonl',
  'chat_to_jsonl',
  'parquet_to_jsonl',
  'bodyless_parquet_to_jsonl',
] as const;
export type RatioName = (typeof ratioNames)[number];

export interface Table {
  title: string;
  head: string[];
  rows: string[][];
  notes?: string[];
}

/** The table in Markdown, its columns aligned. */
export function tableText({ title, head, rows, notes = [] }: Table): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((cells) => cells[column]!.length)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  const line = (cells: string[]) => `| ${cells.map(pad).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [`${title}:`, '', line(head), line(rule), ...rows.map(line), ...notes.map((note) => `\n${note}`), ''].join(
    '\n',
  );
}

export const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
export const times = (ratio: number) => (Number.isFinite(ratio) ? ratio.toFixed(2) : '–');
export const megabytes = (mb: number) => `${mb.toFixed(0)} MB`;

/**
 * Rows of what the milliseconds of each column were spent on, with their share of the column's whole; in the order of
 * the first column that has them.
 */
export function shareRows(columns: readonly Readonly<Record<string, number>>[]): string[][] {
  const names = new Set(columns.flatMap((spent) => Object.keys(spent)));
  const totals = columns.map((spent) => Object.values(spent).reduce((sum, ms) => sum + ms, 0));
  const row = (name: string, of: (spent: Readonly<Record<string, number>>, total: number) => number) => [
    name,
    ...columns.flatMap((spent, column) => {
      const total = totals[column]!;
      const ms = of(spent, total);
      return [seconds(ms), `${((ms * 100) / total).toFixed(0)} %`];
    }),
  ];
  return [...[...names].map((name) => row(name, (spent) => spent[name] ?? 0)), row('all', (_, total) => total)];
}
