import { mongodbConfig } from './mongodb-config';
import { openDatabases } from '../stores/databases';
import { createLogIndexes } from '../stores/log-indexes';
import { CliError } from './exit-codes';
import { printable } from './printable';

/** Works with the indexes of the log store that the environment names. */
export async function withLogIndexes<T>(
  work: (indexes: ReturnType<typeof createLogIndexes>) => Promise<T>,
): Promise<T> {
  const config = mongodbConfig();
  // An index of a large store is built in hours, and the connection is silent meanwhile.
  const databases = openDatabases(config, { slowestQueryMs: 0 });
  try {
    return await work(createLogIndexes(databases.logs));
  } catch (error) {
    throw new CliError('failed', `MongoDB can't do that: ${printable((error as Error).message)}`);
  } finally {
    await databases.close();
  }
}
