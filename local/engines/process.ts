import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Sentence } from '../bare/sentence.cjs';
import { logTail } from './log-tail';
import { forgetProcess, guardProcess } from './watchdog';

export interface ProcessOptions {
  /** As messages call it. */
  name: string;
  command: string;
  args: string[];
  logFile: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** A real request to it; throws for as long as it isn't ready. */
  probe: () => Promise<unknown>;
  readyWithinSeconds: number;
  /** How long it may take to end after SIGTERM, before SIGKILL. */
  graceSeconds?: number;
  signal?: AbortSignal | undefined;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves to a sentence when it has ended, whatever ended it. */
  readonly ended: Promise<string>;
  /** True once `stop` was called, so that its end is no surprise. */
  readonly stopping: boolean;
  /** Resolves when the process is gone; may be called again. */
  stop(): Promise<void>;
}

/** Starts a program with its output in `logFile` and resolves when its probe succeeds; where it doesn't, nothing is left running. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const running = await launch(options);
  try {
    await untilReady(running, options);
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function launch({
  name,
  command,
  args,
  cwd,
  env,
  logFile,
  graceSeconds = 10,
}: ProcessOptions): Promise<RunningProcess> {
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w');
  // A process group of its own: Ctrl-C in the terminal reaches us alone, and we stop our children in order.
  const child = spawn(command, args, { cwd, env: env ?? process.env, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`));
  });
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new Sentence(`${name} could not be started: ${error.message}.`)));
  });
  const pid = child.pid!;
  guardProcess(pid);
  void ended.then(() => forgetProcess(pid));

  let stopped: Promise<void> | undefined;
  async function stop() {
    child.kill('SIGTERM');
    const grace = new AbortController();
    await Promise.race([
      ended,
      sleep(graceSeconds * 1_000, undefined, { signal: grace.signal }).catch(() => undefined),
    ]);
    grace.abort();
    child.kill('SIGKILL');
    await ended;
  }
  return {
    name,
    pid,
    logFile,
    ended,
    get stopping() {
      return stopped !== undefined;
    },
    stop: () => (stopped ??= stop()),
  };
}

async function untilReady(running: RunningProcess, { name, probe, readyWithinSeconds, signal }: ProcessOptions) {
  let end: string | undefined;
  void running.ended.then((sentence) => (end = sentence));
  const deadline = Date.now() + readyWithinSeconds * 1_000;
  for (;;) {
    signal?.throwIfAborted();
    const failure = await probe().then(
      () => undefined,
      (error: unknown) => error ?? 'no answer',
    );
    // Looked at after the probe: another program on the same port may have answered in the place of one that is gone.
    if (end !== undefined)
      throw new Sentence(`${name} ${end} while starting. The end of its log:\n${logTail(running.logFile)}`);
    if (failure === undefined) return;
    if (Date.now() > deadline) {
      const reason = failure instanceof Error ? failure.message : JSON.stringify(failure);
      throw new Sentence(
        `${name} was not ready after ${readyWithinSeconds} s (${reason}). The end of its log:\n${logTail(running.logFile)}`,
      );
    }
    await sleep(100);
  }
}
