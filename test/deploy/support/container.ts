import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Image } from './image';

/** Whether this process may make namespaces, so that a container's limits can be had without a container engine. */
export const canIsolate = (() => {
  try {
    execFileSync('unshare', ['--mount', '--pid', '--fork', 'true'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
})();

export interface ContainerOptions {
  env: Record<string, string>;
  /** Container file → file of this machine. */
  volumes?: Record<string, string>;
}

export interface Container {
  /** All that it has written so far. */
  output: () => string;
  /** Resolves to its exit code. */
  ended: Promise<number | null>;
  /** As `docker stop` does: SIGTERM to process 1. */
  stop: () => Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Ends what a failed test has left. */
export const killContainers = () => running.forEach((child) => child.kill('SIGKILL'));

/** Starts a command on the image; where namespaces can't be had, as a plain process in the image's folder. */
export function startContainer(image: Image, command: string[], { env, volumes = {} }: ContainerOptions): Container {
  const child = canIsolate ? isolated(image, command, env, volumes) : plain(image, command, env, volumes);
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  return {
    output: () => output,
    ended,
    stop: () => {
      process.kill(canIsolate ? firstChild(child.pid!) : child.pid!, 'SIGTERM');
      return ended;
    },
  };
}

function isolated(image: Image, command: string[], env: ContainerOptions['env'], volumes: Record<string, string>) {
  const [uid] = image.user.split(':') as [string];
  const mounts = Object.entries(volumes).map(([inside, outside]) => `${outside}:${inside}`);
  const script = [path.join(__dirname, 'container.sh'), image.root, image.workdir, uid, process.execPath];
  const unshare = ['--mount', '--pid', '--fork', '--kill-child', 'sh', ...script, mounts.join(' ')];
  // A container has no environment but the image's and its own.
  const { PATH } = process.env;
  return spawn('unshare', [...unshare, ...command], { env: { PATH, ...image.env, ...env } });
}

function plain(image: Image, command: string[], env: ContainerOptions['env'], volumes: Record<string, string>) {
  const outside = Object.entries(env).map(([name, value]) => [name, volumes[value] ?? value]);
  const [, ...args] = command;
  return spawn(process.execPath, args, {
    cwd: path.join(image.root, image.workdir),
    env: { ...image.env, ...(Object.fromEntries(outside) as Record<string, string>) },
  });
}

/** Process 1 of the namespace, as this machine numbers it: `unshare` itself only waits for it. */
function firstChild(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}
