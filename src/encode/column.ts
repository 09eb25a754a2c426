/** How a column's one stored value becomes its JSON value. */
export type ValueKind = 'string' | 'json' | 'date' | 'number' | 'flag' | 'label' | 'streamMode';
export type MetadataKind = 'metadata' | 'metadataKeys' | 'metadataValues';
export type ColumnKind = ValueKind | MetadataKind;

export const isValueKind = (kind: ColumnKind): kind is ValueKind => !kind.startsWith('metadata');

/** One key of the line: `name` is written, `path` (dotted) is where the log document holds the value. */
export interface Column {
  name: string;
  path: string;
  kind: ColumnKind;
  /** Where the document may hold it instead. */
  otherPath?: string | undefined;
  /** Of a column that is a document: the kinds of its own fields, where those differ from JSON's. */
  kinds?: ReadonlyMap<string, ValueKind>;
}
