import path from 'node:path';
import { createApiClient, type ApiClient } from '../local/demo/api-client';
import { removeTraces } from '../local/demo/scratch';
import { findOnPath } from '../local/engines/executable';
import { pingMongo } from '../local/engines/mongodb';
import { freePorts } from '../local/engines/ports';
import { startProcess, type RunningProcess } from '../local/engines/process';
import { startStack, type Stack } from '../local/stack';
import { loadConfig } from '../src/config';
import { scopes } from '../src/contract/scopes';
import type { StoreName } from '../src/model/store-names';
import { openDatabases } from '../src/stores/databases';
import { createKeyStore } from '../src/stores/keys';

export interface Service {
  stack: Stack;
  dataDir: string;
  /** Null for an engine that runs elsewhere. */
  pids: Readonly<Record<'worker' | 'api' | 'mongodb' | 'temporal' | StoreName, number | null>>;
  /** What answers as MongoDB: `secantusd-rs`, `mongod`, `configured` or `secantusd-py`. */
  mongo: string;
  signal: AbortSignal;
  stop(): Promise<void>;
}

/**
 * A quick stand-in for MongoDB where PATH has it, and nothing better is at hand. It may lose its last writes when it is
 * killed, so nothing but the benchmark uses it.
 */
async function startQuickMongo(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ url: string; process: RunningProcess } | null> {
  const program = findOnPath(['secantusd-rs']);
  if (env.MONGO_DB_CONNECTION_URL || findOnPath(['mongod']) || !program) return null;
  const [port] = await freePorts(1);
  const url = `mongodb://127.0.0.1:${port}`;
  const running = await startProcess({
    name: 'secantusd-rs',
    command: program,
    args: ['--port', String(port), '--storage-path', path.join(dataDir, 'mongodb', 'data')],
    logFile: path.join(dataDir, 'mongodb', 'mongodb.log'),
    probe: () => pingMongo(url),
    readyWithinSeconds: 60,
    signal,
  });
  return { url, process: running };
}

/**
 * Starts the engines that are not configured, the API and a worker: built, each a process, as in production. `suffix` tells
 * the names of several services on the same engines apart.
 */
export async function startService(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  suffix = '',
): Promise<Service> {
  const name = `logs_export_bench_${process.pid}${suffix}`;
  const quick = await startQuickMongo(dataDir, env, signal);
  const settings = {
    ...env,
    ...(quick && { MONGO_DB_CONNECTION_URL: quick.url }),
    EXPORTS_DB_CONNECTION_URL: '',
    EXPORTS_DATABASE: '',
    MONGO_DATABASE: name,
    MONGO_COLLECTION_NAME: 'logs',
    TEMPORAL_TASK_QUEUE: name,
    GCS_PREFIX: name,
    EXPORT_LOOKBACK_DAYS: 'all',
    EXPORT_MAX_LOGS: '100000000',
  };
  const [apiPort] = await freePorts(1);
  try {
    const stack = await startStack({ dataDir, env: settings, apiPort: apiPort!, signal });
    const pids = { worker: stack.worker.pid, api: stack.api.pid, ...stack.engines.pids };
    if (quick) pids.mongodb = quick.process.pid;
    const stop = async () => {
      await stack.stop();
      await removeTraces(stack);
      await quick?.process.stop();
    };
    return { stack, pids, dataDir, mongo: mongoName(quick !== null), signal, stop };
  } catch (error) {
    await quick?.process.stop();
    throw error;
  }
}

/** A client with a new key of this organisation, for all its workspaces. */
export async function clientOf({ stack, signal }: Service, organisation: string): Promise<ApiClient> {
  const databases = openDatabases(loadConfig(stack.env));
  try {
    const tenant = { organisationId: organisation, workspaceId: null };
    const { key } = await createKeyStore(databases.own).create({ name: 'npm run bench', tenant, scopes: [...scopes] });
    return createApiClient(stack.apiUrl, key, signal);
  } finally {
    await databases.close();
  }
}

function mongoName(isQuick: boolean): string {
  if (process.env.MONGO_DB_CONNECTION_URL) return 'configured';
  if (isQuick) return 'secantusd-rs';
  return findOnPath(['mongod']) ? 'mongod' : 'secantusd-py';
}
