import type { ExportRecord } from '../../src/stores/export-record';
import type { Stack } from './stack';

/** The stored export records, for tests that need one in a status that takes long to reach. */
export const recordsIn = ({ mongo, config }: Stack) =>
  mongo.db(config.MONGO_DATABASE).collection<ExportRecord>('exports');
