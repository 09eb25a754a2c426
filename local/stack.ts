import { ensureEncryptionKey } from './encryption-key';
import { logTail } from './engines/log-tail';
import { startEngines, type Engines } from './engines/start';
import { type RunningProcess } from './engines/process';
import { startApi, startWorker } from './services';

export interface StackOptions {
  dataDir: string;
  /** The caller's environment: names the engines that are there already, and any setting of the service. */
  env: NodeJS.ProcessEnv;
  apiPort: number;
  signal?: AbortSignal | undefined;
}

export interface Stack {
  apiUrl: string;
  engines: Engines;
  /** What the API and the worker run with. */
  env: NodeJS.ProcessEnv & { MONGO_DATABASE: string; MONGO_COLLECTION_NAME: string };
  api: RunningProcess;
  worker: RunningProcess;
  /** Resolves to what happened, with the log's last lines, when one of them ends without having been told to. */
  died: Promise<string>;
  /** Stops the API, then the worker, then the engines: each before what it leans on. */
  stop(): Promise<void>;
}

/** Starts the engines, then the API and a worker. Where any of them fails, all are stopped before it throws. */
export async function startStack({ dataDir, env: given, apiPort, signal }: StackOptions): Promise<Stack> {
  const engines = await startEngines({ dataDir, env: given, signal });
  const env = {
    ...given,
    ...engines.variables,
    WEBHOOK_SECRET_KEYS: given.WEBHOOK_SECRET_KEYS || ensureEncryptionKey(dataDir),
    MONGO_DATABASE: given.MONGO_DATABASE || 'logs_export',
    MONGO_COLLECTION_NAME: given.MONGO_COLLECTION_NAME || 'logs',
    // The engines share the machine with the worker: what waits for them is sooner served while one batch is read.
    WORKER_BATCHES_AT_ONCE: given.WORKER_BATCHES_AT_ONCE || '1',
    // One person's scripts share one key here: the limit that guards a service would only stop them.
    RATE_LIMIT_PER_MINUTE: given.RATE_LIMIT_PER_MINUTE || '1000000',
  };
  const running: RunningProcess[] = [];
  const stop = async () => {
    for (const service of running) await service.stop();
    await engines.stop();
  };
  const begin = async (service: Promise<RunningProcess>) => {
    running.push(await service);
    return running.at(-1)!;
  };
  try {
    // One after the other: two that make the same collection at once can hang the MongoDB stand-in.
    const api = await begin(startApi({ dataDir, env, signal }, apiPort));
    const worker = await begin(startWorker({ dataDir, env, signal }));
    const died = firstDeath([api, worker, ...engines.processes]);
    return { apiUrl: `http://127.0.0.1:${apiPort}`, engines, env, api, worker, died, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function firstDeath(processes: RunningProcess[]): Promise<string> {
  return new Promise((resolve) => {
    for (const running of processes) {
      void running.ended.then((end) => {
        if (running.stopping) return;
        resolve(`${running.name} ${end} without having been told to. The end of its log:\n${logTail(running.logFile)}`);
      });
    }
  });
}
