import { setTimeout } from 'node:timers/promises';
import {
  type Collection,
  type Db,
  type Document,
  MongoClient,
  MongoDriverError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import type { Config } from '../config';

export interface Databases {
  /** The gateway's collection of logs: often someone else's, and then only readable. */
  logs: Collection<Document>;
  /** The database of this service's own records. */
  own: Db;
  ping: () => Promise<void>;
  close: () => Promise<void>;
}

/** All connections are in use, and none came free in time. The driver does not export this class. */
const isPoolExhausted = (error: unknown) =>
  error instanceof MongoDriverError && error.name === 'MongoWaitQueueTimeoutError';

/**
 * Whether an error says that MongoDB can't be reached, or has no primary, for now. Of what waits for the first
 * connection, all but one are told that the topology was closed when it could not be made.
 */
export const isMongoDown = (error: unknown): boolean =>
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  error instanceof MongoTopologyClosedError ||
  error instanceof MongoNotConnectedError ||
  isPoolExhausted(error) ||
  (error instanceof MongoServerError && error.hasErrorLabel('RetryableWriteError'));

const RECONNECT_MS = 1_000;

/** No query that exports make takes longer: counting the logs of a large store by a filter that no index serves. */
const SLOWEST_QUERY_MS = 300_000;

/** Opens both databases without waiting for them: a server that is down is met, and named, by the first query. */
export function openDatabases(config: Config, { slowestQueryMs = SLOWEST_QUERY_MS } = {}): Databases {
  const options = {
    serverSelectionTimeoutMS: 5_000,
    connectTimeoutMS: 5_000,
    // Longer than a connection takes to fail, after which there is one for who waits.
    waitQueueTimeoutMS: 10_000,
    // A server that falls silent is noticed by the driver's heartbeat within 15 s, which ends what waits for it. This is
    // for one that is alive, and never answers a command.
    socketTimeoutMS: slowestQueryMs,
    appName: 'logs-export',
  } as const;
  const logsClient = new MongoClient(config.MONGO_DB_CONNECTION_URL, options);
  // Connections of its own, even to the same server: slow queries over logs may take all of theirs, and nobody's key
  // could be looked up.
  const ownClient = new MongoClient(config.EXPORTS_DB_CONNECTION_URL ?? config.MONGO_DB_CONNECTION_URL, options);
  // On its disk before it is answered: Temporal goes on from there, and a server that was killed would have forgotten.
  const writeConcern = { w: 'majority', journal: true } as const;
  const own = ownClient.db(config.EXPORTS_DATABASE ?? config.MONGO_DATABASE, { writeConcern });
  const logs = logsClient.db(config.MONGO_DATABASE).collection(config.MONGO_COLLECTION_NAME);
  const clients = [logsClient, ownClient];
  const closing = new AbortController();
  for (const client of clients) void keepConnecting(client, closing.signal);
  return {
    logs,
    own,
    ping: async () => {
      await Promise.all(clients.map(ping));
    },
    close: async () => {
      closing.abort();
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}

const ping = (client: MongoClient) => client.db('admin').command({ ping: 1 });

/**
 * The driver heals a connection that it has had, but never tries again where the very first one failed: this does. It
 * starts with a command: a `connect` whose own connection fails also stops the heartbeat, and what has been sent over
 * another connection by then is left waiting.
 */
async function keepConnecting(client: MongoClient, closing: AbortSignal): Promise<void> {
  for (let attempt: () => Promise<unknown> = () => ping(client); !closing.aborted; attempt = () => client.connect()) {
    try {
      await attempt();
      return;
    } catch {
      await setTimeout(RECONNECT_MS, undefined, { signal: closing, ref: false }).catch(() => undefined);
    }
  }
}
