import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { findOnPath } from './executable';
import { wheelProgram } from './install';
import { startProcess, type RunningProcess } from './process';

async function listBuckets(endpoint: string) {
  const answer = await fetch(`${endpoint}/storage/v1/b?project=local`, { signal: AbortSignal.timeout(2_000) });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
}

export interface RunningGcs {
  endpoint: string;
  process: RunningProcess;
}

/** Starts an emulator of Google Cloud Storage that keeps its objects as files. */
export async function startGcs(dir: string, port: number, signal?: AbortSignal): Promise<RunningGcs> {
  const data = path.join(dir, 'data');
  mkdirSync(data, { recursive: true });
  const command = findOnPath(['fake-gcs-server']) ?? (await wheelProgram('gcs'));
  const host = `127.0.0.1:${port}`;
  const endpoint = `http://${host}`;
  const process = await startProcess({
    name: 'GCS',
    command,
    args: [
      ...['-scheme', 'http', '-host', '127.0.0.1', '-port', String(port)],
      ...['-backend', 'filesystem', '-filesystem-root', data],
      ...['-public-host', host, '-external-url', endpoint, '-log-level', 'warn'],
    ],
    cwd: dir,
    // It copies each object several times over: collecting that garbage took as long as all else that it does.
    env: { GOGC: '400', GOMEMLIMIT: '2GiB' },
    logFile: path.join(dir, 'gcs.log'),
    probe: () => listBuckets(endpoint),
    readyWithinSeconds: 30,
    signal,
  });
  return { endpoint, process };
}
