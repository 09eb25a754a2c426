import { Command, CommanderError } from 'commander';
import { version } from '../process/version';
import { addDoctor } from './commands/doctor';
import { addDownload } from './commands/download';
import { addCancel, addCreate, addFields, addList, addPreview, addStart, addStatus } from './commands/exports';
import { addIndexes } from './commands/indexes';
import { addKeys } from './commands/keys';
import { addManifest, addVerify } from './commands/manifest';
import { addRun } from './commands/run';
import { addSchedules } from './commands/schedules';
import { addSchema } from './commands/schema';
import { addWebhooks } from './commands/webhooks';
import { addCompletion } from './completion';
import { CliError, exitCodes } from './exit-codes';
import { tell } from './output';
import { honourProxy } from './proxy';

const commands = [
  ...[addRun, addCreate, addPreview, addStart, addStatus, addList, addCancel, addDownload],
  ...[addManifest, addVerify, addFields, addSchema, addSchedules, addWebhooks, addKeys, addDoctor, addIndexes],
];

const exitCodeHelp = Object.values(exitCodes).map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`);

export async function createProgram(): Promise<Command> {
  const program = new Command('logs-export')
    .description('Exports of LLM logs, by the API of Logs Export.')
    .version(version)
    .showHelpAfterError('(add --help for the flags)')
    .addHelpText('after', `\nExit codes:\n${exitCodeHelp.join('\n')}`)
    .exitOverride();
  for (const add of commands) add(program);
  await addCompletion(program);
  return program;
}

/** Runs the command line and returns the exit code. An error is printed as a sentence. */
export async function runProgram(argv: string[]): Promise<number> {
  const program = await createProgram();
  try {
    honourProxy();
    await program.parseAsync(argv);
    return exitCodes.ok.code;
  } catch (error) {
    // Commander has printed its own errors. Help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok.code : exitCodes.usage.code;
    if (!(error instanceof CliError)) throw error;
    if (error.message) tell(error.message);
    return exitCodes[error.ending].code;
  }
}
