import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ensureBucket } from '../../local/engines/bucket';
import { installMissingEngines } from '../../local/engines/choice';
import { startGcs } from '../../local/engines/gcs';
import { startMongo } from '../../local/engines/mongodb';
import { freePorts } from '../../local/engines/ports';
import { startTemporal } from '../../local/engines/temporal';
import { restartable, type Restartable } from './restartable';
import { makeSmallDisk, type SmallDisk } from './small-disk';

export const BUCKET = 'logs-export';

/** Room for the parts and the file of a few exports. */
const DISK_MB = 512;

export interface FaultyEngines {
  mongo: Restartable & { url: string };
  temporal: Restartable & { address: string };
  /** `disk`: the one that its data lie on; null where this machine can't make a small one. */
  gcs: Restartable & {
    endpoint: string;
    disk: SmallDisk | null;
    bucket: { remove(): Promise<void>; restore(): Promise<void> };
  };
  stop(): Promise<void>;
}

/** Engines of this suite's own, whatever engines the environment names: they are killed and started again. */
export async function startFaultyEngines(dataDir: string): Promise<FaultyEngines> {
  await installMissingEngines({ PATH: process.env.PATH });
  const [mongoPort, temporalPort, uiPort, gcsPort] = (await freePorts(4)) as [number, number, number, number];
  const disk = await makeSmallDisk(path.join(dataDir, 'disk'), DISK_MB);
  const gcsDir = path.join(disk?.path ?? dataDir, 'gcs');
  const url = `mongodb://127.0.0.1:${mongoPort}/?directConnection=true`;
  const address = `127.0.0.1:${temporalPort}`;
  const endpoint = `http://127.0.0.1:${gcsPort}`;

  const engines = {
    mongo: restartable(async () => (await startMongo(path.join(dataDir, 'mongodb'), mongoPort)).process),
    temporal: restartable(
      async () => (await startTemporal(path.join(dataDir, 'temporal'), [temporalPort, uiPort])).process,
    ),
    gcs: restartable(async () => (await startGcs(gcsDir, gcsPort)).process),
  };
  const all = Object.values(engines);
  const stop = async () => {
    await Promise.all(all.map((engine) => engine.stop()));
    await disk?.stop();
  };
  try {
    await Promise.all(all.map((engine) => engine.start()));
    await ensureBucket(endpoint, BUCKET);
  } catch (error) {
    await stop();
    throw error;
  }

  // What the stand-in keeps of a bucket is a folder: without it, the bucket is gone, and with it all of its objects.
  // It must not run meanwhile: an upload that is under way would make the folder anew, or leave half an object in it.
  const bucket = {
    remove: async () => {
      await engines.gcs.kill();
      await rm(path.join(gcsDir, 'data', BUCKET), { recursive: true });
      await engines.gcs.start();
    },
    restore: () => ensureBucket(endpoint, BUCKET),
  };
  return {
    mongo: { ...engines.mongo, url },
    temporal: { ...engines.temporal, address },
    gcs: { ...engines.gcs, endpoint, disk, bucket },
    stop,
  };
}
