import { readFileSync } from 'node:fs';
import { freePorts } from '../../../local/engines/ports';
import { type ApiClient, createClient } from '../../support/client';
import { startApiProcess, startWorkerProcess } from '../../support/processes';
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
  const stack = await startStack({ worker: false, variables });
  const [workerPort] = (await freePorts(1)) as [number];
  const given = { ...variables, WORKER_METRICS_PORT: String(workerPort), WORKER_GRACE_SECONDS: '2' };
  const [api, worker] = await Promise.all([
    startApiProcess(stack.config, given),
    startWorkerProcess(stack.config, given),
  ]);
  const { key } = await stack.client();
  return {
    stack,
    client: createClient(api.url, key),
    apiUrl: api.url,
    workerUrl: `http://127.0.0.1:${workerPort}`,
    logs: () => [api, worker].map(({ logFile }) => readFileSync(logFile, 'utf8')).join(''),
    async stop() {
      await worker.stop();
      await api.stop();
      await stack.stop();
    },
  };
}
