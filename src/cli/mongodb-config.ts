import { type Config, loadConfig } from '../config';

/** The configuration of the environment, for commands that reach MongoDB alone: they need no object store. */
export const mongodbConfig = (): Config => loadConfig({ GCS_BUCKET: 'unused', ...process.env, STORAGE: 'gcs' });
