import { mkdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { findOnPath } from '../../local/engines/executable';
import { mongoStandIn } from '../../local/engines/install';
import { freePorts } from '../../local/engines/ports';
import { startProcess } from '../../local/engines/process';

export interface OwnMongo {
  port: number;
  stop: () => Promise<void>;
}

/**
 * Starts a MongoDB beside the one that all tests share, for what that one must not have: TLS, logins. What an earlier one
 * left in `folder` is there again. It is ready once it listens: not everyone may ask it something.
 */
export async function startOwnMongo(
  folder: string,
  { mongod: flags, standIn: standInFlags }: { mongod: string[]; standIn: string[] },
): Promise<OwnMongo> {
  const mongod = findOnPath(['mongod']);
  const [command, ...first] = mongod ? [mongod] : await mongoStandIn();
  const data = path.join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const [port] = (await freePorts(1)) as [number];
  const own = ['--port', String(port), mongod ? '--dbpath' : '--storage-path', data];
  const running = await startProcess({
    name: 'MongoDB of a test',
    command,
    args: [...first, ...own, ...(mongod ? flags : standInFlags)],
    logFile: path.join(folder, 'mongodb.log'),
    probe: () => listens(port),
    readyWithinSeconds: 60,
  });
  return { port, stop: () => running.stop() };
}

function listens(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1', () => resolve(void socket.end()));
    socket.once('error', reject);
  });
}
