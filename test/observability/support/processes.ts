import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from '../../../local/bare/build.cjs';
import { freePorts } from '../../../local/engines/ports';
import { localDir, root } from '../../../local/paths';
import { startApi, startWorker } from '../../../local/services';
import { type ApiClient, createClient } from '../../support/client';
import { startStack, type Stack } from '../../support/stack';

export interface Processes {
  stack: Stack;
  client: ApiClient;
  apiUrl: string;
  workerUrl: string;
  /** What both have logged. */
  logs(): string;
  stop(): Promise<void>;
}

/** The API and a worker as processes, as they run in production: only there libraries are patched as they are loaded. */
export async function startProcesses(variables: Record<string, string>): Promise<Processes> {
  await build(root);
  const stack = await startStack({ worker: false, variables });
  const { MONGO_DATABASE, TEMPORAL_TASK_QUEUE, GCS_PREFIX } = stack.config;
  const [apiPort, workerPort] = (await freePorts(2)) as [number, number];
  const env = {
    ...process.env,
    ...{ MONGO_DATABASE, TEMPORAL_TASK_QUEUE, GCS_PREFIX },
    ...{ HOST: '127.0.0.1', WORKER_METRICS_PORT: String(workerPort), WORKER_GRACE_SECONDS: '2' },
    ...variables,
  };
  const dataDir = path.join(localDir, `test-observability-${process.pid}-${apiPort}`);
  const api = await startApi({ dataDir, env }, apiPort);
  const worker = await startWorker({ dataDir, env });
  const { key } = await stack.client();
  return {
    stack,
    client: createClient(`http://127.0.0.1:${apiPort}`, key),
    apiUrl: `http://127.0.0.1:${apiPort}`,
    workerUrl: `http://127.0.0.1:${workerPort}`,
    logs: () => [api, worker].map(({ logFile }) => readFileSync(logFile, 'utf8')).join(''),
    async stop() {
      await worker.stop();
      await api.stop();
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
