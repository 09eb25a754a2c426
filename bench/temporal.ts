import { Client, Connection } from '@temporalio/client';
import { loadConfig } from '../src/config';
import { connectionOptions } from '../src/temporal/connect';

/** What the work comes to with a client of the service's own Temporal. */
export async function withTemporal<T>(env: NodeJS.ProcessEnv, work: (client: Client) => Promise<T>): Promise<T> {
  const config = loadConfig(env);
  const connection = await Connection.connect(connectionOptions(config));
  const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
  return work(client).finally(() => connection.close());
}
