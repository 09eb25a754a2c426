import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import { findOnPath } from './executable';
import { mongoStandIn } from './install';
import { startProcess, type RunningProcess } from './process';

/** Throws where no MongoDB answers there. */
export async function pingMongo(url: string): Promise<void> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 1_000 });
  try {
    await client.db('admin').command({ ping: 1 });
  } finally {
    await client.close();
  }
}

export interface RunningMongo {
  url: string;
  process: RunningProcess;
}

/** Starts mongod where PATH has one, else its stand-in from the wheel; both speak MongoDB's wire protocol. */
export async function startMongo(dir: string, port: number, signal?: AbortSignal): Promise<RunningMongo> {
  const mongod = findOnPath(['mongod']);
  const [command, ...first] = mongod ? [mongod] : await mongoStandIn();
  const data = path.join(dir, 'data');
  mkdirSync(data, { recursive: true });
  const url = `mongodb://127.0.0.1:${port}`;
  const process = await startProcess({
    name: 'MongoDB',
    command,
    args: [
      ...[...first, '--port', String(port)],
      ...(mongod ? ['--bind_ip', '127.0.0.1', '--dbpath', data] : ['--host', '127.0.0.1', '--storage-path', data]),
    ],
    cwd: dir,
    logFile: path.join(dir, 'mongodb.log'),
    probe: () => pingMongo(url),
    readyWithinSeconds: 60,
    graceSeconds: 20,
    signal,
  });
  return { url, process };
}
