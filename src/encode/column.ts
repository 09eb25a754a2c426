/** How a column's stored value becomes its JSON value. */
export type ColumnKind =
  'string' | 'json' | 'date' | 'number' | 'flag' | 'streamMode' | 'metadata' | 'metadataKeys' | 'metadataValues';

/** One key of the line: `name` is written, `path` (dotted) is where the log document holds the value. */
export interface Column {
  name: string;
  path: string;
  kind: ColumnKind;
}
