import { rmSync } from 'node:fs';
import path from 'node:path';
import { startEngines, type Engines } from '../../local/engines/start';
import { removeAtEnd } from '../../local/engines/watchdog';
import { localDir } from '../../local/paths';
import { compileService } from './compile-service';

const KEY = Symbol.for('logs-export.test-engines');
const shared = globalThis as { [KEY]?: { engines: Engines; dataDir: string } };

/**
 * Starts the engines once for a whole test run, in a scratch folder, and names them in process.env, which jest hands on
 * to its workers; compiles the service once, too. An engine that a variable names already is used as it is.
 */
export async function startTestEngines(): Promise<void> {
  const dataDir = path.join(localDir, `test-${process.pid}`);
  removeAtEnd(dataDir);
  const engines = await startEngines({ dataDir, env: process.env });
  shared[KEY] = { engines, dataDir };
  Object.assign(process.env, engines.variables);
  if (engines.pids.mongodb !== null) process.env.TEST_MONGODB_ENDS_WITH_RUN = 'true';
  await compileService(path.join(dataDir, 'service'));
}

/** Stops what {@link startTestEngines} started and removes its folder. */
export async function stopTestEngines(): Promise<void> {
  const running = shared[KEY];
  if (!running) return;
  delete shared[KEY];
  await running.engines.stop();
  rmSync(running.dataDir, { recursive: true, force: true });
}
