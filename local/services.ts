import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startProcess, type RunningProcess } from './engines/process';
import { root } from './paths';

export interface ServiceOptions {
  dataDir: string;
  /** The whole environment of the process: the only way it is configured. */
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
}

async function checkReady(apiUrl: string) {
  const answer = await fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(10_000) });
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`/readyz answered ${answer.status}: ${body.slice(0, 500)}`);
}

/** The API, as in production, on a port of this machine only. Ready when it reaches all three engines. */
export function startApi({ dataDir, env, signal }: ServiceOptions, port: number): Promise<RunningProcess> {
  return startProcess({
    name: 'The API',
    command: process.execPath,
    args: [path.join(root, 'dist', 'server.js')],
    cwd: root,
    env: { ...env, HOST: '127.0.0.1', PORT: String(port) },
    logFile: path.join(dataDir, 'api', 'api.log'),
    probe: () => checkReady(`http://127.0.0.1:${port}`),
    readyWithinSeconds: 60,
    graceSeconds: 30,
    signal,
  });
}

/** As `npm run worker` and the image have it: a worker's buffers go back to the system at once. */
const lean = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' };

/** The worker, as in production. Ready when it says that it polls its task queue. */
export function startWorker({ dataDir, env, signal }: ServiceOptions): Promise<RunningProcess> {
  const logFile = path.join(dataDir, 'worker', 'worker.log');
  return startProcess({
    name: 'The worker',
    command: process.execPath,
    args: ['--max-semi-space-size=4', path.join(root, 'dist', 'worker.js')],
    cwd: root,
    // Its readiness is read from its log: a quieter level than "info" would hide it.
    env: { ...env, ...lean, LOG_LEVEL: ['trace', 'debug'].includes(env.LOG_LEVEL ?? '') ? env.LOG_LEVEL : 'info' },
    logFile,
    probe: async () => {
      if (!(await readFile(logFile, 'utf8')).includes('"msg":"worker ready"')) throw new Error('not polling yet');
    },
    readyWithinSeconds: 60,
    // It lets running activities go on for a while (WORKER_GRACE_SECONDS) before it ends.
    graceSeconds: 40,
    signal,
  });
}
