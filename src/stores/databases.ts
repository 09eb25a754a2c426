import { setTimeout } from 'node:timers/promises';
import {
  type Collection,
  type Db,
  type Document,
  MongoBulkWriteError,
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
  /** The gateway's log collection: often owned by someone else, and then read-only. */
  logs: Collection<Document>;
  /** The database of this service's own records. */
  own: Db;
  ping: () => Promise<void>;
  close: () => Promise<void>;
}

/** Every connection stayed in use for too long. The driver does not export this class. */
const isPoolExhausted = (error: unknown) =>
  error instanceof MongoDriverError && error.name === 'MongoWaitQueueTimeoutError';

/** While it waits to send more of a command, the driver passes on what the socket says as it is. */
const isBareSocketError = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ECONNRESET');

/** MongoDB was sent a write and did not answer: whether it was carried out is not known. */
export class UnansweredWrite extends Error {
  override readonly name = 'UnansweredWrite';
}

/** A bulk write dresses up what cut it off as an answer of the server. */
const withoutBulk = (error: unknown): unknown =>
  error instanceof MongoBulkWriteError && error.errorResponse instanceof Error ? error.errorResponse : error;

/**
 * Whether an error means that MongoDB is unreachable or has no primary for now. When the first connection fails, one
 * waiting command gets the cause; the others only hear that the topology was closed.
 */
export const isMongoDown = (error: unknown): boolean => isDownError(withoutBulk(error));

const isDownError = (error: unknown): boolean =>
  error instanceof UnansweredWrite ||
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  error instanceof MongoTopologyClosedError ||
  error instanceof MongoNotConnectedError ||
  isPoolExhausted(error) ||
  isBareSocketError(error) ||
  (error instanceof MongoServerError && error.hasErrorLabel('RetryableWriteError'));

const MAX_TIME_EXPIRED = 50;

/** MongoDB gave a query up, as it was told to: null. Throws any other error. */
export function nullIfTooSlow(error: unknown): null {
  if (error instanceof MongoServerError && error.code === MAX_TIME_EXPIRED) return null;
  throw error;
}

const RECONNECT_MS = 1_000;

/** Longer than any query of an export, such as a count over a large store by a filter that no index serves. */
const SLOWEST_QUERY_MS = 300_000;

/** Opens both databases without connecting: the first query reports a server that is down. */
export function openDatabases(config: Config, { slowestQueryMs = SLOWEST_QUERY_MS } = {}): Databases {
  const options = {
    serverSelectionTimeoutMS: 5_000,
    connectTimeoutMS: 5_000,
    // Must exceed the connect timeout.
    waitQueueTimeoutMS: 10_000,
    // The driver's heartbeat notices a silent server within 15 s and fails its commands. This timeout is for a server
    // that is alive but never answers a command.
    socketTimeoutMS: slowestQueryMs,
    appName: 'logs-export',
  } as const;
  const logsClient = new MongoClient(config.MONGO_DB_CONNECTION_URL, options);
  // A pool of its own, even for the same server: slow log queries must not keep keys from being looked up.
  const ownClient = new MongoClient(config.EXPORTS_DB_CONNECTION_URL ?? config.MONGO_DB_CONNECTION_URL, options);
  // Journaled before the answer: Temporal continues from there, so a killed server must not forget the write.
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
 * Retries the first connection, which the driver does only for later ones. It starts with a command, since a failed
 * `connect` also stops the heartbeat and leaves commands on other connections waiting.
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
