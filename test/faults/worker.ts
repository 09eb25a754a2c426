import path from 'node:path';
import { startWorker } from '../../local/services';
import { type GcsProxy, startGcsProxy } from '../support/gcs-proxy';
import { type MongoProxy, startMongoProxy } from '../support/mongo-proxy';
import { restartable, type Restartable } from './restartable';

export const SKEWED_CLOCK = path.join(__dirname, 'skewed-clock.cjs');

/** A worker process with a way of its own to MongoDB and GCS, so that what passes there is known to be its. */
export interface FaultyWorker extends Restartable {
  name: string;
  gcs: GcsProxy;
  mongo: MongoProxy;
  /** By how many milliseconds its clock is off from its next start on. */
  skewClock(milliseconds: number): void;
  close(): Promise<void>;
}

interface Upstreams {
  mongoUrl: string;
  gcsEndpoint: string;
}

export async function makeWorker(
  name: string,
  { dataDir, env, upstreams }: { dataDir: string; env: NodeJS.ProcessEnv; upstreams: Upstreams },
): Promise<FaultyWorker> {
  const gcs = await startGcsProxy(upstreams.gcsEndpoint);
  const mongo = await startMongoProxy(upstreams.mongoUrl);
  let skew = 0;
  let starts = 0;
  const worker = restartable(() => {
    starts += 1;
    return startWorker({
      // A log for every start: what a killed worker said last is kept.
      dataDir: path.join(dataDir, `${name}-${starts}`),
      env: {
        ...env,
        MONGO_DB_CONNECTION_URL: mongo.url,
        GCS_API_ENDPOINT: gcs.endpoint,
        ...(skew !== 0 && { NODE_OPTIONS: `--require ${SKEWED_CLOCK}`, CLOCK_SKEW_MS: String(skew) }),
      },
    });
  });
  return {
    ...worker,
    name,
    gcs,
    mongo,
    skewClock: (milliseconds) => {
      skew = milliseconds;
    },
    async close() {
      await worker.stop();
      await Promise.all([gcs.stop(), mongo.stop()]);
    },
  };
}
