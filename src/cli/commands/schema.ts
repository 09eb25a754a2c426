import { type Command, Option } from 'commander';
import { columnsFor } from '../../model/fields';
import { bigQuerySchema, type SchemaFormat, schemaFormats } from '../bigquery-schema';
import { sayJson } from '../output';
import { fieldNames } from '../selection';

interface Options {
  fields: string[];
  format: SchemaFormat;
}

export function addSchema(program: Command): void {
  program
    .command('schema')
    .addOption(new Option('--for <warehouse>', 'where the file is loaded').choices(['bigquery']).makeOptionMandatory())
    .addOption(
      new Option('--fields <names>', 'the fields of the export, by commas').argParser(fieldNames).makeOptionMandatory(),
    )
    .addOption(new Option('--format <format>', 'of the export').choices(schemaFormats).default('jsonl'))
    .description('Print the schema with which a data warehouse loads an export. Asks no server.')
    .action(({ fields, format }: Options) => sayJson(bigQuerySchema(columnsFor(fields), format)));
}
