import { type Collection, type Document, MongoClient } from 'mongodb';
import { type DataSet, ORGANISATION } from './cases';
import { benchLog } from './logs';

const BYTES_AT_ONCE = 8_000_000;

/** Makes sure that the collection holds these logs; those that an earlier section put there are not put twice. */
export async function fill(
  logs: Collection<Document>,
  { workspace, bytes, logs: wanted }: DataSet,
  organisation = ORGANISATION,
) {
  const from = await logs.countDocuments({ organisation_id: organisation, 'metrics.workspace_slug': workspace });
  const atOnce = Math.max(1, Math.min(2_000, Math.floor(BYTES_AT_ONCE / bytes)));
  for (let start = from; start < wanted; start += atOnce) {
    const documents = Array.from({ length: Math.min(atOnce, wanted - start) }, (_, offset) =>
      benchLog(bytes, start + offset, { organisation, workspace }),
    );
    await logs.insertMany(documents as Document[]);
  }
}

/**
 * Leaves the collection, which is the benchmark's own, without a log: some servers search longer the more of others'
 * logs lie in it. To drop it gives no better times, and takes its indexes along.
 */
export const empty = async (logs: Collection<Document>) => void (await logs.deleteMany({}));

export async function withLogs<T>(
  env: NodeJS.ProcessEnv,
  work: (logs: Collection<Document>) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(env.MONGO_DB_CONNECTION_URL!);
  try {
    return await work(client.db(env.MONGO_DATABASE).collection(env.MONGO_COLLECTION_NAME!));
  } finally {
    await client.close();
  }
}
