import type { StoreName } from '../../../src/model/store-names';
import { startFaultyAzure } from './azure';
import { startFaultyGcs } from './gcs';
import { startFaultyS3 } from './s3';
import type { FaultyStore } from './store';

const starts: Readonly<Record<StoreName, (dataDir: string) => Promise<FaultyStore>>> = {
  gcs: startFaultyGcs,
  s3: startFaultyS3,
  azure: startFaultyAzure,
};

/** Starts the store, with an empty bucket. */
export const startFaultyStore = (name: StoreName, dataDir: string): Promise<FaultyStore> => starts[name](dataDir);
