import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { searchAttributeNames } from '../../src/contract/workflow';
import { findOnPath } from './executable';
import { wheelProgram } from './install';
import { startProcess, type RunningProcess } from './process';

/** The Temporal CLI, which holds a whole server: the one on PATH, else the wheel's. */
export async function temporalProgram(): Promise<string> {
  return findOnPath(['temporal']) ?? (await wheelProgram('temporal'));
}

/** The frontend answers before the namespace and its search attributes are made: ready is when they are there. */
async function checkSearchAttributes(address: string) {
  const connection = await Connection.connect({ address, connectTimeout: '1s' });
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    const missing = searchAttributeNames.filter((name) => !customAttributes[name]);
    if (missing.length > 0) throw new Error(`the search attributes ${missing.join(', ')} are not there yet`);
  } finally {
    await connection.close();
  }
}

export interface RunningTemporal {
  address: string;
  uiUrl: string;
  process: RunningProcess;
}

/** Starts Temporal's development server, kept in one SQLite file, with its web page. */
export async function startTemporal(
  dir: string,
  [port, uiPort]: [number, number],
  signal?: AbortSignal,
): Promise<RunningTemporal> {
  mkdirSync(dir, { recursive: true });
  const command = await temporalProgram();
  const address = `127.0.0.1:${port}`;
  const process = await startProcess({
    name: 'Temporal',
    command,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
      ...['--db-filename', path.join(dir, 'temporal.db'), '--log-level', 'warn'],
      ...searchAttributeNames.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
      // With a write-ahead log a step costs a fifth: it is safe when the server is killed, if not when the power fails.
      ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=1'],
      // Fairness between tenants is off by default on a self-hosted server, and holds within each partition of a queue.
      ...['--dynamic-config-value', 'matching.enableFairness=true'],
      ...['--dynamic-config-value', 'matching.numTaskqueueReadPartitions=1'],
      ...['--dynamic-config-value', 'matching.numTaskqueueWritePartitions=1'],
      ...['--dynamic-config-value', 'system.enableActivityEagerExecution=true'],
      // A shard looks for tasks to hand on 20 times a second by default, and a development server has one shard: from
      // four exports a second on, each step would wait for its turn.
      ...['--dynamic-config-value', 'history.transferProcessorMaxPollRPS=1000'],
    ],
    cwd: dir,
    logFile: path.join(dir, 'temporal.log'),
    probe: () => checkSearchAttributes(address),
    readyWithinSeconds: 60,
    signal,
  });
  return { address, uiUrl: `http://127.0.0.1:${uiPort}`, process };
}
