import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { MongoClient } from 'mongodb';
import { type Config, loadConfig } from '../../src/config';
import type { Visibility } from '../../src/contract/api-keys';
import { type Scope, scopes } from '../../src/contract/scopes';
import { createLogger } from '../../src/process/logger';
import { startApi } from '../../src/process/start-api';
import { startWorker } from '../../src/process/start-worker';
import { createKeyStore } from '../../src/stores/keys';
import { scheduleIdsOf } from '../../src/temporal/setup';
import { dropTestDatabase } from './drop-database';
import { testWorkflowBundle } from './workflow-bundle';
import { createClient, type ApiClient } from './client';
import { openAllStores } from './open-stores';

Runtime.install({ logger: new DefaultLogger('ERROR') });

type Variables = Record<string, string>;

interface ClientKey {
  organisation?: string;
  workspace?: string | null;
  scopes?: readonly Scope[];
  user?: string;
  visibility?: Visibility;
}

/** What a test file runs against: the engines of the run, in a database, task queue and bucket folder of its own. */
export interface Stack {
  config: Config;
  url: string;
  mongo: MongoClient;
  temporal: Client;
  /** Another worker, by default with the workflows as they are now. */
  startWorker(workflowBundle?: { codePath: string }): Promise<{ stop: () => Promise<void> }>;
  /** A client with a new key; by default one of all scopes in workspace `main` of organisation `acme`. */
  client(key?: ClientKey): Promise<ApiClient>;
  stop: () => Promise<void>;
}

/**
 * Makes the collections with their indexes before anything is written to them: the wheel that stands in for MongoDB
 * hangs for good where an insert and an index make the same collection at the same time.
 */
async function makeCollections(config: Config): Promise<void> {
  const stores = openAllStores(config);
  await stores.prepareOwn();
  await stores.logs.ensureIndexes();
  await stores.close();
}

/**
 * Starts an API, and a worker unless told otherwise, in this process. `variables` override the configuration; `now` is the
 * clock that the windows of schedules are over by.
 */
export async function startStack({
  worker = true,
  variables = {},
  now,
}: { worker?: boolean; variables?: Variables; now?: () => Date } = {}): Promise<Stack> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const config = loadConfig({
    ...process.env,
    MONGO_DATABASE: name,
    TEMPORAL_TASK_QUEUE: name,
    GCS_PREFIX: name,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'silent',
    WORKER_GRACE_SECONDS: '2',
    RATE_LIMIT_PER_MINUTE: '1000000',
    WEBHOOK_SECRET_KEYS: randomBytes(32).toString('base64'),
    ...variables,
  });
  const logger = createLogger(config, 'api');
  const mongo = await new MongoClient(config.MONGO_DB_CONNECTION_URL).connect();
  await makeCollections(config);
  const keys = createKeyStore(mongo.db(config.MONGO_DATABASE));
  const connection = await Connection.connect({ address: config.TEMPORAL_ADDRESS });
  const temporal = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
  const api = await startApi(config, logger, { ...(now && { now }) });
  const url = `http://127.0.0.1:${api.port}`;
  const workers: { stop: () => Promise<void> }[] = [];
  const addWorker = async (workflowBundle = testWorkflowBundle()) => {
    const added = await startWorker(config, logger, { workflowBundle, ...(now && { now }) });
    workers.push(added);
    return { stop: () => added.stop().finally(() => workers.splice(workers.indexOf(added), 1)) };
  };
  if (worker) await addWorker();

  return {
    config,
    url,
    mongo,
    temporal,
    startWorker: addWorker,
    async client({ organisation = 'acme', workspace = 'main', scopes: granted = scopes, ...person } = {}) {
      const tenant = { organisationId: organisation, workspaceId: workspace };
      const { key } = await keys.create({ name: null, tenant, scopes: [...granted], ...person });
      return createClient(url, key);
    },
    async stop() {
      await Promise.all([...workers].map((running) => running.stop()));
      await api.stop();
      for (const id of scheduleIdsOf(config.TEMPORAL_TASK_QUEUE)) {
        await temporal.schedule
          .getHandle(id)
          .delete()
          .catch(() => undefined);
      }
      await connection.close();
      await dropTestDatabase(mongo.db(config.MONGO_DATABASE));
      await mongo.close();
    },
  };
}
