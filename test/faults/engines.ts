import path from 'node:path';
import { installMissingEngines } from '../../local/engines/choice';
import { startMongo } from '../../local/engines/mongodb';
import { freePorts } from '../../local/engines/ports';
import { startTemporal } from '../../local/engines/temporal';
import type { StoreName } from '../../src/model/store-names';
import { restartable, type Restartable } from './restartable';
import { startFaultyStore } from './stores/start';
import type { FaultyStore } from './stores/store';

export interface FaultyEngines {
  mongo: Restartable & { url: string };
  temporal: Restartable & { address: string };
  store: FaultyStore;
  stop(): Promise<void>;
}

/** Engines of this suite's own, whatever engines the environment names: they are killed and started again. */
export async function startFaultyEngines(dataDir: string, storage: StoreName): Promise<FaultyEngines> {
  await installMissingEngines({ PATH: process.env.PATH, STORAGE: storage });
  const [mongoPort, temporalPort, uiPort] = (await freePorts(3)) as [number, number, number];
  const mongo = restartable(async () => (await startMongo(path.join(dataDir, 'mongodb'), mongoPort)).process);
  const temporal = restartable(
    async () => (await startTemporal(path.join(dataDir, 'temporal'), [temporalPort, uiPort])).process,
  );
  const started: Restartable[] = [mongo, temporal];
  const stop = async () => void (await Promise.all(started.map((engine) => engine.stop())));
  const startStore = async () => {
    const store = await startFaultyStore(storage, dataDir);
    started.push(store);
    return store;
  };
  try {
    const [store] = await Promise.all([startStore(), mongo.start(), temporal.start()]);
    return {
      mongo: { ...mongo, url: `mongodb://127.0.0.1:${mongoPort}/?directConnection=true` },
      temporal: { ...temporal, address: `127.0.0.1:${temporalPort}` },
      store,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
