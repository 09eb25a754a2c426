import { type ApiClient } from './api-client';
import { startProgress } from './progress';
import { sampleLog } from './sample-log';

const BATCH = 500;
/** Enough to keep the service busy while a batch is being made, on a machine of two cores. */
const BATCHES_AT_ONCE = 2;

/** Sends that many sample logs; returns their ids, in the order of their numbers. */
export async function insertLogs(client: ApiClient, count: number): Promise<string[]> {
  const ids = new Array<string>(count);
  const progress = startProgress('Inserting', count);
  let next = 0;
  let done = 0;
  async function sendBatches() {
    while (next < count) {
      const from = next;
      next = Math.min(count, from + BATCH);
      const logs = Array.from({ length: next - from }, (_, offset) => sampleLog(from + offset));
      const { data } = await client.call<{ data: { id: string }[] }>('POST', '/logs', logs);
      data.forEach(({ id }, offset) => (ids[from + offset] = id));
      done += data.length;
      progress.update(done);
    }
  }
  try {
    await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, sendBatches));
  } finally {
    progress.stop();
  }
  return ids;
}
