import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { freePorts } from '../../local/engines/ports';
import { type RunningProcess, startProcess } from '../../local/engines/process';
import { root } from '../../local/paths';
import type { Config } from '../../src/config';
import { compiledService } from './compiled-script';

export interface ServiceProcess extends RunningProcess {
  /** What it has logged so far. */
  log(): Promise<string>;
}

/** The environment that makes a process work beside the stack that has this configuration. */
const environmentOf = (config: Config, variables: Record<string, string>) => ({
  ...process.env,
  MONGO_DATABASE: config.MONGO_DATABASE,
  TEMPORAL_TASK_QUEUE: config.TEMPORAL_TASK_QUEUE,
  GCS_PREFIX: config.GCS_PREFIX,
  ...(config.GCS_API_ENDPOINT && { GCS_API_ENDPOINT: config.GCS_API_ENDPOINT }),
  RATE_LIMIT_PER_MINUTE: String(config.RATE_LIMIT_PER_MINUTE),
  EXPORT_BATCH_LOGS: String(config.EXPORT_BATCH_LOGS),
  LOG_LEVEL: 'info',
  ...variables,
});

let started = 0;

async function startService(
  dist: string,
  entry: string,
  env: Record<string, string | undefined>,
  probe: (log: () => Promise<string>) => Promise<unknown>,
): Promise<ServiceProcess> {
  const folder = path.join(dist, 'processes');
  const logFile = path.join(folder, `${process.pid}-${(started += 1)}-${entry}.log`);
  const log = () => readFile(logFile, 'utf8');
  const running = await startProcess({
    name: entry,
    command: process.execPath,
    args: [path.join(dist, `${entry}.js`)],
    cwd: root,
    env: env,
    logFile,
    probe: () => probe(log),
    readyWithinSeconds: 180,
    graceSeconds: 60,
  });
  // Its `stopping` is a getter, which a copy would not keep.
  return Object.assign(Object.create(running) as RunningProcess, { log });
}

/** An API as in production: a process of its own. `dist`: the compiled service, by default today's. */
export async function startApiProcess(
  config: Config,
  variables: Record<string, string> = {},
  dist = compiledService(),
) {
  const [port] = (await freePorts(1)) as [number];
  const url = `http://127.0.0.1:${port}`;
  const env = { ...environmentOf(config, variables), HOST: '127.0.0.1', PORT: String(port) };
  const running = await startService(dist, 'server', env, async () => {
    if ((await fetch(`${url}/healthz`)).status !== 200) throw new Error('not healthy yet');
  });
  return Object.assign(running, { url });
}

/** A worker as in production: a process of its own. `dist`: the compiled service, by default today's. */
export const startWorkerProcess = (config: Config, variables: Record<string, string> = {}, dist = compiledService()) =>
  startService(dist, 'worker', environmentOf(config, variables), async (log) => {
    if (!(await log()).includes('"msg":"worker ready"')) throw new Error('not polling yet');
  });
