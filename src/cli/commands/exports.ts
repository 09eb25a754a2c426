/** The commands that make one API call each. */
import type { Command } from 'commander';
import type { ExportAnswer } from '../../contract/export-answers';
import { type Status, statuses } from '../../model/statuses';
import { connect, type ConnectionOptions, withConnection } from '../connection';
import { idArgument } from '../ids';
import {
  count,
  logsOf,
  matchingIn,
  say,
  sayJson,
  sayTable,
  size,
  tell,
  tellOmitted,
  tellSums,
  tellTruncated,
} from '../output';
import { pageOf, type PageOptions, tellRest, withPages } from '../pages';
import { printable, printableJson } from '../printable';
import { bodyOf, type SelectionOptions, withSelection } from '../selection';

const done = ({ progress }: ExportAnswer) => `${count(progress.exported)} of ${count(progress.total)}`;

export function addCreate(program: Command): void {
  const command = program
    .command('create')
    .description('Create an export, as a draft. Its id is printed alone on standard output.');
  withSelection(withConnection(command)).action(async (options: ConnectionOptions & SelectionOptions) => {
    const created = await connect(options).create(bodyOf(options, command));
    if (options.json) return sayJson(created);
    tell(`The export will hold ${logsOf(created)}. Start it: logs-export start ${printable(created.id)}`);
    tellTruncated(created);
    say(printable(created.id));
  });
}

export function addPreview(program: Command): void {
  const command = program
    .command('preview')
    .description('Show how many logs an export would hold, and its first lines. Nothing is created.');
  withSelection(withConnection(command)).action(async (options: ConnectionOptions & SelectionOptions) => {
    const preview = await connect(options).preview(bodyOf(options, command));
    if (options.json) return sayJson(preview);
    const { capped, estimated_bytes, sample, format } = preview;
    const measured = estimated_bytes === null ? '' : `, about ${size(estimated_bytes)}`;
    tell(`The export would hold ${logsOf(preview)}${measured}.`);
    tellTruncated({ ...preview, truncated: capped });
    tellSums(preview);
    tellOmitted(preview, ` of the first ${count(preview.looked_at)}`);
    const shown = format === 'jsonl' ? printableJson : printable;
    for (const line of sample) say(shown(line));
  });
}

export function addStart(program: Command): void {
  const command = program
    .command('start')
    .addArgument(idArgument('<id>', 'which export'))
    .description('Start an export, or start it again where it stopped.');
  withConnection(command).action(async (id: string, options: ConnectionOptions) => {
    const answer = await connect(options).start(id);
    if (options.json) sayJson(answer);
    else say(printable(answer.message));
  });
}

export function addCancel(program: Command): void {
  const command = program
    .command('cancel')
    .addArgument(idArgument('<id>', 'which export'))
    .description('Cancel an export; what it has written is deleted.');
  withConnection(command).action(async (id: string, options: ConnectionOptions) => {
    const answer = await connect(options).cancel(id);
    if (options.json) sayJson(answer);
    else say(printable(answer.message));
  });
}

export function addStatus(program: Command): void {
  const command = program
    .command('status')
    .addArgument(idArgument('<id>', 'which export'))
    .description('Show how an export stands.');
  withConnection(command).action(async (id: string, options: ConnectionOptions) => {
    const found = await connect(options).read(id);
    if (options.json) return sayJson(found);
    const { status, description, error, file, truncated, created_at, completed_at } = found;
    const rows: [string, string | null][] = [
      ['id', found.id],
      ['status', status],
      ['logs', done(found)],
      ['truncated', truncated ? matchingIn(found) : null],
      ['file', file && `${file.name}, ${size(file.bytes)}, CRC32C ${file.crc32c}`],
      ['error', error],
      ['description', description],
      ['created', created_at],
      ['ended', completed_at],
    ];
    for (const [name, value] of rows) if (value !== null) say(`${name.padEnd(11)}  ${printable(value)}`);
  });
}

interface ListOptions extends ConnectionOptions, PageOptions {
  status?: Status;
  workspace?: string;
  user?: string;
}

export function addList(program: Command): void {
  const command = program.command('list').description('List exports, newest first.');
  withPages(withConnection(command))
    .addOption(command.createOption('--status <status>', 'only those').choices(statuses))
    .option('--workspace <id>', 'only those of the workspace')
    .option('--user <id>', 'only those of the person')
    .action(async (options: ListOptions) => {
      const { status, workspace, user } = options;
      const filters = { status, workspace_id: workspace, created_by_user: user };
      const list = await connect(options).list({ ...filters, ...pageOf(options) });
      if (options.json) return sayJson(list);
      const rows = list.data.map((item) => [
        ...[item.id, item.status, done(item), item.created_at, item.workspace_id ?? '*', item.description ?? ''],
      ]);
      sayTable(['ID', 'STATUS', 'LOGS', 'CREATED', 'WORKSPACE', 'DESCRIPTION'], rows);
      tellRest(list, options);
    });
}

export function addFields(program: Command): void {
  const command = program.command('fields').description('List the fields that an export may hold.');
  command.option('--workspace <id>', 'the workspace whose logs are exported');
  withConnection(command).action(async (options: ConnectionOptions & { workspace?: string }) => {
    const api = connect(options);
    const catalogue = await api.fields();
    if (options.json) return sayJson(catalogue);
    const { denied_fields } = await api.restrictions({ workspace_id: options.workspace });
    const rows = catalogue.data.map(({ name, group, scope, description }) => {
      const needs = scope === null ? '' : ` Needs the scope ${scope}.`;
      const denied = denied_fields.includes(name) ? ' Denied by an admin.' : '';
      return [name, group, description + needs + denied];
    });
    sayTable(['FIELD', 'GROUP', 'VALUE'], rows);
  });
}
