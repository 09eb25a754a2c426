/** `logs-export run`: takes a new or existing export to its checked file. */
import type { Command } from 'commander';
import type { ExportAnswer } from '../../contract/export-answers';
import { type Packaging, packagingOfName } from '../../model/formats';
import { type Status } from '../../model/statuses';
import type { ApiClient } from '../api-client';
import { checkTarget } from '../check-target';
import { connect, type ConnectionOptions, withConnection } from '../connection';
import { CliError } from '../exit-codes';
import { idArgument } from '../ids';
import { watchInterrupts } from '../interrupts';
import { count, heldOf, logsOf, matchingIn, tell, tellTruncated } from '../output';
import { printable } from '../printable';
import { startProgress } from '../progress';
import { bodyOf, givenSelection, type SelectionOptions, withSelection } from '../selection';
import { untilEnded } from '../wait';
import { type OutputOptions, save, withOutput } from './download';

type Options = ConnectionOptions & SelectionOptions & OutputOptions & { strict?: true };
type Interrupts = ReturnType<typeof watchInterrupts>;

const toStart: readonly Status[] = ['draft', 'failure', 'stopped'];

export function addRun(program: Command): void {
  const command = program
    .command('run')
    .addArgument(idArgument('[id]', 'which export; left out: a new one'))
    .description('Create an export, start it, wait for it and download its file; with an id, go on with that export.');
  command.option('--strict', 'export nothing where more logs match than an export may hold');
  withSelection(withOutput(withConnection(command))).action(async (given: string | undefined, options: Options) => {
    checkTarget(options.output, { force: options.force ?? false });
    const interrupts = watchInterrupts();
    const api = connect(options, interrupts.signal);
    let id = given;
    try {
      id ??= await create(api, options, command);
      refuseSelection(given, options, command);
      const done = await exported(api, id, interrupts);
      await save(api, done, { ...options, signal: interrupts.signal });
    } catch (error) {
      if (!interrupts.signal.aborted) throw error;
      throw await interrupted(id, connect(options), interrupts);
    }
  });
}

function refuseSelection(id: string | undefined, options: Options, command: Command): void {
  const [flag] = givenSelection(options);
  if (id !== undefined && flag) command.error(`error: option '${flag}' is for a new export: ${id} keeps its own.`);
}

/** What the name of the file to write says, where no format was asked for. */
function formatOf({ output, format }: Options): Partial<Packaging> {
  return (format === undefined && output !== undefined && packagingOfName(output)) || {};
}

async function create(api: ApiClient, options: Options, command: Command): Promise<string> {
  const created = await api.create(bodyOf({ ...formatOf(options), ...options }, command));
  const { id } = created;
  if (created.truncated && options.strict) {
    await api.delete(id);
    throw new CliError(
      'truncated',
      `${matchingIn(created)}, and an export would hold ${heldOf(created)}. Ask for a shorter time, or export slices with --offset.`,
    );
  }
  tell(`Export ${printable(id)} will hold ${logsOf(created)}.`);
  tellTruncated(created);
  return id;
}

/** Starts the export unless it is running, and waits for its end. */
async function exported(api: ApiClient, id: string, interrupts: Interrupts): Promise<ExportAnswer> {
  const { status } = await api.read(id);
  if (toStart.includes(status)) await api.start(id);
  const progress = startProgress({ label: 'Exporting', written: count, unit: ' logs' });
  const question = 'Cancel the export? What it has written is deleted. (Ctrl-C again: leave it running.)';
  try {
    return await interrupts.asking({ question, pause: progress.pause, resume: progress.resume }, () =>
      untilEnded(api, id, { progress, signal: interrupts.signal }),
    );
  } finally {
    progress.stop();
  }
}

/** Ends an interrupted run; cancels the export if the user asked for that. */
async function interrupted(id: string | undefined, api: ApiClient, { interruption }: Interrupts): Promise<CliError> {
  if (id === undefined) return new CliError('interrupted', 'Interrupted. See: logs-export list.');
  const shown = printable(id);
  if (interruption() === 'cancel') {
    const { message } = await api.cancel(id);
    return new CliError('interrupted', `${printable(message)} Begin it anew: logs-export run ${shown}`);
  }
  const { status } = await api.read(id);
  const words =
    status === 'in_progress' ? `The export goes on. Cancel it: logs-export cancel ${shown}` : 'Interrupted.';
  return new CliError('interrupted', `${words}\nCome back to it: logs-export run ${shown}`);
}
