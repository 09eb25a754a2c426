/** The flags that select an export's logs and fields, made from the filters' schema and the field catalogue. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { findField } from '../model/fields';
import { filtersSchema } from '../model/filters';
import {
  type Compression,
  compressions,
  DEFAULT_FORMAT,
  type FormatName,
  formatNames,
  hasColumns,
} from '../model/formats';
import type { CreateBody } from './api-client';
import { checked, numberOf } from './checked';
import { lastFlag, timeFlag } from './times';

/** The API checks against the installation's own limit. */
const { shape } = filtersSchema(Number.MAX_SAFE_INTEGER);

/** These have flags that are easier to type. */
const ownFlags = new Set(['created_at', 'time_of_generation_min', 'time_of_generation_max', 'metadata']);

/** Each filter's flag and its name in the API. */
const filterFlags = Object.entries(shape)
  .filter(([name]) => !ownFlags.has(name))
  .map(([name, optional]) => {
    const schema = optional.unwrap() as z.ZodType;
    const isNumber = schema instanceof z.ZodNumber;
    const flag = `--${name.replaceAll('_', '-')} <${isNumber ? 'number' : 'list'}>`;
    const option = new Option(flag, optional.description ?? schema.description);
    return { name, option: option.argParser((value) => checked(schema, isNumber ? numberOf(value) : value)) };
  });

function metadataPair(written: string, earlier: Record<string, string> = {}): Record<string, string> {
  const split = written.indexOf('=');
  if (split < 1) throw new InvalidArgumentError('It must be key=value.');
  const key = written.slice(0, split);
  if (Object.hasOwn(earlier, key))
    throw new InvalidArgumentError(`The key ${key} is given twice: a log has one value.`);
  return { ...earlier, [key]: written.slice(split + 1) };
}

export function fieldNames(value: string, earlier: string[] = []): string[] {
  const names = value.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !findField(name));
  if (unknown === undefined) return [...earlier, ...names];
  throw new InvalidArgumentError(`"${unknown}" is no field. See: logs-export fields.`);
}

const options: readonly Option[] = [
  new Option('--fields <names>', 'the fields of each line, by commas, in this order').argParser(fieldNames),
  new Option('--from <time>', 'logs created from then on').argParser(timeFlag),
  new Option('--until <time>', 'logs created until then; a date counts whole').argParser(timeFlag),
  new Option('--last <length>', 'logs of so long up to now: 90m, 12h, 7d, 2w').argParser(lastFlag).conflicts('from'),
  ...filterFlags.map(({ option }) => option),
  new Option('--metadata <key=value>', 'metadata that must match; may be repeated').argParser(metadataPair),
  new Option('--workspace <id>', 'the workspace whose logs are exported'),
  new Option('--description <text>', 'a note for people'),
  new Option('--format <format>', 'what the file is; jsonl by default').choices(formatNames),
  new Option('--compression <compression>', 'how the file is packed').choices(compressions),
  new Option('--csv-formulas <what>', 'keep: leave texts that a spreadsheet would run as they are').choices(['keep']),
];

export interface SelectionOptions {
  fields?: string[];
  from?: string;
  until?: string;
  last?: string;
  metadata?: Record<string, string>;
  workspace?: string;
  description?: string;
  format?: FormatName;
  compression?: Compression;
  csvFormulas?: 'keep';
  [filter: string]: unknown;
}

/** Adds the flags to a command. */
export const withSelection = (command: Command): Command =>
  options.reduce((extended, option) => extended.addOption(option), command);

/** The flags of this list that were given, as typed. */
export const givenSelection = (given: SelectionOptions): string[] =>
  options.filter((option) => given[option.attributeName()] !== undefined).map((option) => option.long!);

/** The request that the flags describe; `command` reports a missing one. */
export function bodyOf(given: SelectionOptions, command: Command): CreateBody {
  const { fields, from = given.last, until, metadata, workspace, description } = given;
  const { format, compression, csvFormulas } = given;
  if (!fields && hasColumns(format ?? DEFAULT_FORMAT))
    return command.error("error: required option '--fields <names>' not specified. See: logs-export fields.");
  const values = filterFlags.map(({ name, option }) => [name, given[option.attributeName()]] as const);
  const filters: CreateBody['filters'] = {
    ...((from ?? until) && { created_at: { ...(from && { gte: from }), ...(until && { lte: until }) } }),
    ...Object.fromEntries(values.filter(([, value]) => value !== undefined)),
    ...(metadata && { metadata }),
  };
  return {
    filters,
    ...(fields && { requested_data: fields }),
    ...(workspace !== undefined && { workspace_id: workspace }),
    ...(description !== undefined && { description }),
    ...(format && { format }),
    ...(compression && { compression }),
    ...(csvFormulas && { csv_formulas: csvFormulas }),
  };
}
