import type { Field, FieldKind } from '../model/fields';
import { CliError } from './exit-codes';

/** The formats for which BigQuery has to be told a schema; of a Parquet file, it reads it from the file. */
export const schemaFormats = ['jsonl', 'csv'] as const;
export type SchemaFormat = (typeof schemaFormats)[number];

const types: Readonly<Record<FieldKind, string>> = {
  string: 'STRING',
  label: 'STRING',
  streamMode: 'STRING',
  json: 'JSON',
  date: 'TIMESTAMP',
  count: 'INT64',
  flag: 'INT64',
  number: 'FLOAT64',
  metadata: 'JSON',
  metadataKeys: 'JSON',
  metadataValues: 'JSON',
};

/** The schema that `bq load` takes for a file of these columns. Throws where BigQuery refuses the name of one. */
export const bigQuerySchema = (columns: readonly Field[], format: SchemaFormat) =>
  columns.map((column) => ({
    name: nameOf(column),
    type: typeOf(column, format),
    mode: 'NULLABLE',
    description: column.description,
  }));

/** A body that is a text is no JSON in a CSV, where texts stand as they are. */
const typeOf = ({ kind }: Field, format: SchemaFormat) =>
  kind === 'json' && format === 'csv' ? 'STRING' : types[kind];

function nameOf({ name, alias }: Field): string {
  if (!name.includes('.')) return name;
  const instead = alias ?? 'metadata';
  throw new CliError('usage', `BigQuery takes no dots in names of columns: ask for ${instead} instead of ${name}.`);
}
