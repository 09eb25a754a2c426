import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { localDir } from '../../../local/paths';
import { compiledScript } from '../../support/compiled-script';

const PTY = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** A command that runs. On a terminal, `out` has what it shows, and `err` is empty. */
export interface Running {
  process: ChildProcess;
  type: (keys: string) => void;
  /** Waits until it has shown this, looking from what an earlier wait found. */
  shows: (text: string) => Promise<void>;
  ended: Promise<Ended>;
}

type Env = Record<string, string | undefined>;

export interface Cli {
  /** Where commands run; files that they make are here. */
  folder: string;
  program: string;
  run: (args: string[], env?: Env) => Promise<Ended>;
  start: (args: string[], env?: Env) => Running;
  startOnTerminal: (args: string[], env?: Env) => Running;
  /** Another program on a terminal. */
  onTerminal: (program: string, args: string[], env?: Env) => Running;
  remove: () => void;
}

/** The command, in a folder of its own; `env` is added to every run's. */
export function setUpCli(env: Env): Cli {
  mkdirSync(localDir, { recursive: true });
  const folder = mkdtempSync(path.join(localDir, 'test-cli-'));
  const program = compiledScript('cli/logs-export');

  const begin = (command: string, args: string[], given: Env = {}) => {
    const options: SpawnOptions = { cwd: folder, env: { ...process.env, COLUMNS: '200', ...env, ...given } };
    return watch(spawn(command, args, options));
  };
  const start = (args: string[], given?: Env) => begin(process.execPath, [program, ...args], given);
  const onTerminal: Cli['onTerminal'] = (command, args, given) =>
    begin('python3', ['-c', PTY, command, ...args], given);
  return {
    folder,
    program,
    start,
    run: (args, given) => start(args, given).ended,
    onTerminal,
    startOnTerminal: (args, given) => onTerminal(process.execPath, [program, ...args], given),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function watch(child: ChildProcess): Running {
  const shown = { out: [] as Buffer[], err: [] as Buffer[] };
  child.stdout!.on('data', (chunk: Buffer) => shown.out.push(chunk));
  child.stderr!.on('data', (chunk: Buffer) => shown.err.push(chunk));
  const text = (of: Buffer[]) => Buffer.concat(of).toString();
  const both = () => text(shown.out) + text(shown.err);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out: text(shown.out), err: text(shown.err) }));
  });
  let seen = 0;
  return {
    process: child,
    ended,
    type: (keys) => void child.stdin!.write(keys),
    async shows(wanted) {
      for (;;) {
        const found = both().indexOf(wanted, seen);
        if (found >= 0) return void (seen = found + wanted.length);
        if (child.exitCode !== null) throw new Error(`It ended without showing "${wanted}":\n${both()}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}
