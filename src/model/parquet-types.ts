import type { FieldKind } from './fields';

/** The types of columns in a Parquet file, as its readers call them. */
export const parquetTypes = ['STRING', 'JSON', 'INT64', 'DOUBLE', 'TIMESTAMP', 'MAP', 'LIST'] as const;
export type ParquetType = (typeof parquetTypes)[number];

export const parquetTypeOf: Readonly<Record<FieldKind, ParquetType>> = {
  string: 'STRING',
  label: 'STRING',
  streamMode: 'STRING',
  json: 'JSON',
  date: 'TIMESTAMP',
  count: 'INT64',
  flag: 'INT64',
  number: 'DOUBLE',
  metadata: 'MAP',
  metadataKeys: 'LIST',
  metadataValues: 'LIST',
};
