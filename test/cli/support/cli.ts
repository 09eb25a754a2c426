import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformFileSync } from '@swc/core';
import { localDir } from '../../../local/paths';

const root = path.join(__dirname, '..', '..', '..');
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

/** The command, compiled from the sources as they are now; `env` is added to every run's. */
export function buildCli(env: Env): Cli {
  const folder = mkdtempSync(path.join(makeDir(localDir), 'test-cli-'));
  const dist = path.join(folder, 'dist');
  for (const entry of readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const relative = path.relative(path.join(root, 'src'), file);
    if (!relative.endsWith('.ts') || relative.startsWith('web')) continue;
    const { code } = transformFileSync(file, {
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs', ignoreDynamic: true },
    });
    const target = path.join(dist, relative.replace(/\.ts$/, '.js'));
    makeDir(path.dirname(target));
    writeFileSync(target, code);
  }
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ version: '0.0.0-test' }));
  const program = path.join(dist, 'cli', 'logs-export.js');
  const work = makeDir(path.join(folder, 'work'));

  const begin = (command: string, args: string[], given: Env = {}) => {
    const options: SpawnOptions = { cwd: work, env: { ...process.env, COLUMNS: '200', ...env, ...given } };
    return watch(spawn(command, args, options));
  };
  const start = (args: string[], given?: Env) => begin(process.execPath, [program, ...args], given);
  const onTerminal: Cli['onTerminal'] = (command, args, given) =>
    begin('python3', ['-c', PTY, command, ...args], given);
  return {
    folder: work,
    program,
    start,
    run: (args, given) => start(args, given).ended,
    onTerminal,
    startOnTerminal: (args, given) => onTerminal(process.execPath, [program, ...args], given),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function makeDir(dir: string): string {
  mkdirSync(dir, { recursive: true });
  return dir;
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
