import path from 'node:path';
import { startWorker } from '../local/services';
import type { Service } from './service';

/** What the work comes to with another worker beside the service's own. */
export async function withSecondWorker<T>(service: Service, work: (pid: number) => Promise<T>): Promise<T> {
  const { stack, dataDir, signal } = service;
  const second = await startWorker({ env: stack.env, dataDir: path.join(dataDir, 'second'), signal });
  return work(second.pid).finally(() => second.stop());
}
