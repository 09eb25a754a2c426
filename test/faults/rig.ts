import { Client, Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { freePorts } from '../../local/engines/ports';
import { type RunningProcess } from '../../local/engines/process';
import { startApi } from '../../local/services';
import { loadConfig } from '../../src/config';
import { scopes } from '../../src/contract/scopes';
import type { StoreName } from '../../src/model/store-names';
import type { ExportRecord } from '../../src/stores/export-record';
import { createKeyStore } from '../../src/stores/keys';
import { createTimetable, type Timetable } from '../../src/temporal/timetable';
import { type MongoProxy, startMongoProxy } from '../support/mongo-proxy';
import { createPatientClient, type PatientClient } from './api-client';
import { type FaultyEngines, startFaultyEngines } from './engines';
import { insertReferenceLogs, type Reference } from './reference';
import { restartable, type Restartable } from './restartable';
import { type FaultyWorker, makeWorker, SKEWED_CLOCK } from './worker';
import { openAllStores } from '../support/open-stores';

/** How long a failing step is tried again; no fault that passes lasts nearly as long. */
export const BUDGET_SECONDS = 120;

const WORKERS = 3;
const DATABASE = 'faults';

export interface RigOptions {
  dataDir: string;
  logs: number;
  batchLogs: number;
  budgetSeconds: number;
  /** Google Cloud Storage unless told otherwise. */
  storage?: StoreName;
  /** The time between two logs. */
  spacingMs?: number;
  /** By how many milliseconds the clocks of the API and the workers are off, as this file says at the time. */
  clockFile?: string;
  /** More settings of the API and the workers. */
  variables?: NodeJS.ProcessEnv;
}

/** A whole installation, every process of which can be broken and mended: engines, an API, workers, and logs. */
export interface Rig extends FaultyEngines {
  options: RigOptions;
  batches: number;
  api: Restartable & { mongo: MongoProxy };
  workers: readonly FaultyWorker[];
  client: PatientClient;
  /** A client with a new key of another organisation. */
  clientOf(organisationId: string): Promise<PatientClient>;
  workflows: Client['workflow'];
  timetable: Timetable;
  records: () => Promise<Pick<ExportRecord, '_id' | 'status'>[]>;
  /** How many records still hold what follows from their changes. */
  outboxes: () => Promise<number>;
  reference: Reference;
}

export async function startRig(options: RigOptions): Promise<Rig> {
  const { dataDir, logs, batchLogs, budgetSeconds, storage = 'gcs', spacingMs, clockFile, variables } = options;
  const engines = await startFaultyEngines(dataDir, storage);
  const opened: { close(): Promise<unknown> }[] = [];
  const stop = async () => {
    for (const one of opened.reverse()) await one.close();
    await engines.stop();
  };
  try {
    const apiMongo = await startMongoProxy(engines.mongo.url);
    opened.push({ close: apiMongo.stop });
    const env = {
      PATH: process.env.PATH,
      MONGO_DB_CONNECTION_URL: apiMongo.url,
      MONGO_DATABASE: DATABASE,
      TEMPORAL_ADDRESS: engines.temporal.address,
      ...engines.store.variables,
      EXPORT_MAX_LOGS: String(logs),
      EXPORT_BATCH_LOGS: String(batchLogs),
      EXPORT_RETRY_BUDGET_SECONDS: String(budgetSeconds),
      RATE_LIMIT_PER_MINUTE: '1000000',
      ...(clockFile && { NODE_OPTIONS: `--require ${SKEWED_CLOCK}`, CLOCK_SKEW_FILE: clockFile }),
      ...variables,
    };
    const config = loadConfig(env);
    await makeCollections(config);

    const mongo = await new MongoClient(engines.mongo.url).connect();
    opened.push(mongo);
    const database = mongo.db(DATABASE);
    const reference = await insertReferenceLogs(database.collection(config.MONGO_COLLECTION_NAME), logs, spacingMs);

    const connection = await Connection.connect({ address: engines.temporal.address });
    opened.push(connection);
    const [port] = (await freePorts(1)) as [number];
    const api = restartable((): Promise<RunningProcess> => startApi({ dataDir, env }, port));
    opened.push({ close: api.stop });
    await api.start();
    const workers: FaultyWorker[] = [];
    for (let number = 1; number <= WORKERS; number += 1) {
      const worker = await makeWorker(`worker-${number}`, { dataDir, env, engines });
      opened.push(worker);
      workers.push(worker);
    }
    await Promise.all(workers.map((worker) => worker.start()));

    const exports = database.collection<ExportRecord>('exports');
    const keys = createKeyStore(database);
    const clientOf = async (organisationId: string) => {
      const tenant = { organisationId, workspaceId: 'main' };
      const { key } = await keys.create({ name: 'faults', tenant, scopes: [...scopes] });
      return createPatientClient(`http://127.0.0.1:${port}`, key);
    };
    const temporal = new Client({ connection });
    return {
      ...engines,
      options,
      batches: Math.ceil(logs / batchLogs),
      api: { ...api, mongo: apiMongo },
      workers,
      client: await clientOf('acme'),
      clientOf,
      workflows: temporal.workflow,
      timetable: createTimetable(temporal, config),
      records: () => exports.find({}, { projection: { status: 1 } }).toArray(),
      async outboxes() {
        const full = { 'outbox.0': { $exists: true } };
        const counts = [exports, database.collection('schedules')].map((records) => records.countDocuments(full));
        return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
      },
      reference,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Makes every collection before two processes can want the same one (the stand-in hangs there). */
async function makeCollections(config: ReturnType<typeof loadConfig>): Promise<void> {
  const stores = openAllStores(config);
  try {
    await stores.prepareOwn();
    await stores.logs.ensureIndexes();
  } finally {
    await stores.close();
  }
}
