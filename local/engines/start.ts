import path from 'node:path';
import { type RunningAzure, startAzure } from './azure';
import { ensureBucket } from './bucket';
import { enginesToStart, installMissingEngines } from './choice';
import { startGcs, type RunningGcs } from './gcs';
import { startMongo, type RunningMongo } from './mongodb';
import { freePorts } from './ports';
import { type RunningProcess } from './process';
import { startS3, type RunningS3 } from './s3';
import { ensureSigningKey } from './signing-key';
import { startTemporal, type RunningTemporal } from './temporal';

export interface EngineOptions {
  /** Where the engines that are started keep their data and logs. */
  dataDir: string;
  env: NodeJS.ProcessEnv;
  /** Aborts a start that is under way; what had come up is stopped. */
  signal?: AbortSignal | undefined;
}

export interface Engines {
  mongoUrl: string;
  temporalAddress: string;
  temporalUi: string | null;
  /** Null: Google's own. */
  gcsEndpoint: string | null;
  gcsBucket: string;
  /** Where exports are written, as tools of the store name it. */
  bucketUrl: string;
  /** Null for an engine that was there before and is not ours to stop. */
  pids: {
    mongodb: number | null;
    temporal: number | null;
    gcs: number | null;
    s3: number | null;
    azure: number | null;
  };
  /** The ones that were started here. */
  processes: RunningProcess[];
  /** The variables that point a process of the service at these engines. */
  variables: Record<string, string>;
  stop(): Promise<void>;
}

interface Started {
  mongodb: RunningMongo | null;
  temporal: RunningTemporal | null;
  gcs: RunningGcs | null;
  s3: RunningS3 | null;
  azure: RunningAzure | null;
}

/** Starts the engines that no variable names; where one fails, those that had come up are stopped before it throws. */
export async function startEngines({ dataDir, env, signal }: EngineOptions): Promise<Engines> {
  await installMissingEngines(env);
  const processes: RunningProcess[] = [];
  const stop = async () => {
    await Promise.all(processes.map((running) => running.stop()));
  };
  try {
    const started = await startAll(dataDir, env, processes, signal);
    const engines = describe(started, env, dataDir);
    if (engines.gcsEndpoint) await ensureBucket(engines.gcsEndpoint, engines.gcsBucket);
    return { ...engines, processes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts them side by side. One that fails makes the others give up too, and its error is the one that is thrown. */
async function startAll(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  processes: RunningProcess[],
  signal: AbortSignal | undefined,
): Promise<Started> {
  const starting = enginesToStart(env);
  const [mongoPort, temporalPort, uiPort, storePort] = (await freePorts(4)) as [number, number, number, number];
  const giveUp = new AbortController();
  const either = signal ? AbortSignal.any([signal, giveUp.signal]) : giveUp.signal;
  const started: Started = { mongodb: null, temporal: null, gcs: null, s3: null, azure: null };
  let firstError: Error | undefined;

  async function attempt<Name extends keyof Started>(
    name: Name,
    start: (dir: string) => Promise<NonNullable<Started[Name]>>,
  ) {
    if (!starting[name]) return;
    try {
      const engine = await start(path.join(dataDir, name));
      processes.push(engine.process);
      started[name] = engine;
    } catch (error) {
      firstError ??= error instanceof Error ? error : new Error(String(error));
      giveUp.abort(error);
    }
  }
  await Promise.all([
    attempt('mongodb', (dir) => startMongo(dir, mongoPort, either)),
    attempt('temporal', (dir) => startTemporal(dir, [temporalPort, uiPort], either)),
    attempt('gcs', (dir) => startGcs(dir, storePort, either)),
    attempt('s3', (dir) => startS3(dir, { port: storePort, bucket: bucketOf(env.S3_BUCKET), signal: either })),
    attempt('azure', (dir) =>
      startAzure(dir, { port: storePort, container: bucketOf(env.AZURE_STORAGE_CONTAINER), signal: either }),
    ),
  ]);
  if (firstError) throw firstError;
  return started;
}

const bucketOf = (named: string | undefined) => named || 'logs-export';

function bucketUrlOf(env: NodeJS.ProcessEnv): string {
  if (env.STORAGE === 's3') return `s3://${bucketOf(env.S3_BUCKET)}`;
  if (env.STORAGE === 'azure') return `az://${bucketOf(env.AZURE_STORAGE_CONTAINER)}`;
  return `gs://${bucketOf(env.GCS_BUCKET)}`;
}

function describe({ mongodb, temporal, gcs, s3, azure }: Started, env: NodeJS.ProcessEnv, dataDir: string) {
  const mongoUrl = mongodb?.url ?? env.MONGO_DB_CONNECTION_URL!;
  const temporalAddress = temporal?.address ?? env.TEMPORAL_ADDRESS!;
  const temporalUi = temporal?.uiUrl ?? (env.TEMPORAL_UI_URL || null);
  const isOnGcs = (env.STORAGE || 'gcs') === 'gcs';
  const gcsEndpoint = gcs?.endpoint ?? ((isOnGcs && env.GCS_API_ENDPOINT) || null);
  const gcsBucket = bucketOf(env.GCS_BUCKET);
  return {
    mongoUrl,
    temporalAddress,
    temporalUi,
    gcsEndpoint,
    gcsBucket,
    bucketUrl: bucketUrlOf(env),
    pids: {
      mongodb: mongodb?.process.pid ?? null,
      temporal: temporal?.process.pid ?? null,
      gcs: gcs?.process.pid ?? null,
      s3: s3?.process.pid ?? null,
      azure: azure?.process.pid ?? null,
    },
    variables: {
      MONGO_DB_CONNECTION_URL: mongoUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      ...(temporalUi && { TEMPORAL_UI_URL: temporalUi }),
      ...(gcsEndpoint && { GCS_API_ENDPOINT: gcsEndpoint }),
      GCS_BUCKET: gcsBucket,
      GOOGLE_APPLICATION_CREDENTIALS: env.GOOGLE_APPLICATION_CREDENTIALS || ensureSigningKey(dataDir),
      ...s3?.variables,
      ...s3?.credentials,
      ...azure?.variables,
    },
  };
}
