/** How a column's stored value becomes a JSON value. */
export type ValueKind = 'string' | 'json' | 'date' | 'number' | 'count' | 'flag' | 'label' | 'streamMode';
export type MetadataKind = 'metadata' | 'metadataKeys' | 'metadataValues';
export type ColumnKind = ValueKind | MetadataKind;

export const isValueKind = (kind: ColumnKind): kind is ValueKind => !kind.startsWith('metadata');

/** One key of the line: `name` is written, `path` (dotted) is where the log document holds the value. */
export interface Column {
  name: string;
  path: string;
  kind: ColumnKind;
  /** An alternative path in the document. */
  otherPath?: string | undefined;
  /** For a column that is a document: the kinds of its fields that differ from plain JSON. */
  kinds?: ReadonlyMap<string, ValueKind>;
}
