import path from 'node:path';
import { startWorker } from '../../local/services';
import { type MongoProxy, startMongoProxy } from '../support/mongo-proxy';
import type { StorageProxy } from '../support/storage-proxy';
import type { FaultyEngines } from './engines';
import { restartable, type Restartable } from './restartable';
import type { StoreRequest } from './stores/store';

export const SKEWED_CLOCK = path.join(__dirname, 'skewed-clock.cjs');

/** A worker process with a way of its own to MongoDB and to the store, so that what passes there is known to be its. */
export interface FaultyWorker extends Restartable {
  name: string;
  store: StorageProxy<StoreRequest>;
  mongo: MongoProxy;
  /** Settings with which the store refuses it. */
  wrongCredentials: NodeJS.ProcessEnv;
  /** More settings, from its next start on; in place of those that were given before. */
  configure(more: NodeJS.ProcessEnv): void;
  close(): Promise<void>;
}

export async function makeWorker(
  name: string,
  { dataDir, env, engines }: { dataDir: string; env: NodeJS.ProcessEnv; engines: FaultyEngines },
): Promise<FaultyWorker> {
  const store = await engines.store.openWay();
  const mongo = await startMongoProxy(engines.mongo.url);
  let configured: NodeJS.ProcessEnv = {};
  let starts = 0;
  const worker = restartable(() => {
    starts += 1;
    return startWorker({
      // A log for every start: what a killed worker said last is kept.
      dataDir: path.join(dataDir, `${name}-${starts}`),
      env: { ...env, MONGO_DB_CONNECTION_URL: mongo.url, ...store.variables, ...configured },
    });
  });
  return {
    ...worker,
    name,
    store: store.proxy,
    mongo,
    wrongCredentials: store.wrongCredentials ?? {},
    configure: (more) => {
      configured = more;
    },
    async close() {
      await worker.stop();
      await Promise.all([store.proxy.stop(), mongo.stop()]);
    },
  };
}
