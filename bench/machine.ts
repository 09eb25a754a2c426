import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import type { Service } from './service';
import { withTemporal } from './temporal';

const execute = promisify(execFile);

export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  system: string;
  /** How busy the machine was at the start: the mean number of waiting programs over the last minute. */
  load: number;
  versions: Record<string, string>;
}

async function mongoVersion(env: NodeJS.ProcessEnv): Promise<string> {
  const client = new MongoClient(env.MONGO_DB_CONNECTION_URL!);
  const { version } = await client
    .db('admin')
    .command({ buildInfo: 1 })
    .finally(() => client.close());
  return String(version);
}

const temporalVersion = (env: NodeJS.ProcessEnv): Promise<string> =>
  withTemporal(env, async ({ workflowService }) => {
    const { serverVersion } = await workflowService.getSystemInfo({});
    return serverVersion ?? 'unknown';
  });

async function mongoexportVersion(): Promise<string> {
  if (!process.env.MONGOEXPORT) return 'left out';
  const { stdout } = await execute(process.env.MONGOEXPORT, ['--version']);
  return /version: (\S+)/.exec(stdout)?.[1] ?? stdout.split('\n')[0]!;
}

/** What the figures were measured on. */
export async function describeMachine({ stack, mongo }: Service): Promise<Machine> {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryGb: Math.round(os.totalmem() / 1e9),
    system: `${os.type()} ${os.release()}`,
    load: os.loadavg()[0]!,
    versions: {
      node: process.version,
      mongodb: `${await mongoVersion(stack.env)} (${mongo})`,
      temporal: await temporalVersion(stack.env),
      mongoexport: await mongoexportVersion(),
    },
  };
}
