import { Client, Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { loadConfig } from '../../src/config';
import { connectionOptions } from '../../src/temporal/connect';
import { scheduleIdsOf } from '../../src/temporal/setup';
import { type Stack } from '../stack';

/**
 * The demo's own settings. Where the caller's engines are used, it keeps to a database, a folder in the bucket and a
 * task queue of its own, so that it neither sees nor touches what they hold.
 */
export function demoEnvironment(env: NodeJS.ProcessEnv, logs: number): NodeJS.ProcessEnv {
  const name = `logs_export_demo_${process.pid}`;
  return {
    ...env,
    // Empty counts as unset: the demo's records go where its logs go.
    EXPORTS_DB_CONNECTION_URL: '',
    EXPORTS_DATABASE: '',
    MONGO_DATABASE: name,
    MONGO_COLLECTION_NAME: 'logs',
    TEMPORAL_TASK_QUEUE: name,
    GCS_PREFIX: name,
    S3_PREFIX: name,
    AZURE_STORAGE_PREFIX: name,
    EXPORT_LOOKBACK_DAYS: 'all',
    EXPORT_MAX_LOGS: String(Math.max(logs, 50_000)),
  };
}

/** Whether an engine is the caller's own, and will still hold what the demo leaves in it. */
export const isShared = ({ engines }: Stack): boolean => engines.processes.length < 3;

/** Removes what the demo made in engines that go on running, once its API and worker are stopped. */
export async function removeTraces({ engines, env }: Stack): Promise<void> {
  if (engines.pids.mongodb === null) await dropDatabase(engines.mongoUrl, env.MONGO_DATABASE);
  if (engines.pids.temporal === null) await deleteSchedule(env);
}

async function dropDatabase(url: string, database: string) {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 5_000 });
  try {
    await client.db(database).dropDatabase();
  } finally {
    await client.close();
  }
}

/** The worker's schedule would go on starting workflows that nobody runs. */
async function deleteSchedule(env: NodeJS.ProcessEnv) {
  const config = loadConfig(env);
  const connection = await Connection.connect(connectionOptions(config));
  try {
    const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
    for (const id of scheduleIdsOf(config.TEMPORAL_TASK_QUEUE)) await client.schedule.getHandle(id).delete();
  } finally {
    await connection.close();
  }
}
