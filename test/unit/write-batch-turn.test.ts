import type { ActivityDeps } from '../../src/activities/deps';
import { createWriteBatch } from '../../src/activities/write-batch';
import { gate, until } from '../support/waiting';

const record = {
  ...{ _id: 'e', organisation_id: 'o', workspace_id: null, filters: '{}', requested_data: ['id'], format: 'jsonl' },
  ...{ created_at: new Date(), data_cutoff_at: new Date(), location: { store: 'gcs', bucket: 'b', folder: 'f' } },
  plan: {
    digest: 'd',
    fetching: { wholeLogs: false, rowBytes: 1_000_000 },
    batches: [{ rows: 50, bounds: {}, parts: null }],
  },
};

test('a batch that waits for its turn ends once it is cancelled, without an upload', async () => {
  const seen: string[] = [];
  const turn = gate();
  async function* readBatch() {
    const isFirst = seen.push('opened') === 1;
    try {
      if (isFirst) await turn.opened;
      yield await Promise.resolve([]);
    } finally {
      seen.push('closed');
    }
  }
  const write = createWriteBatch({
    exports: { findBatchForRun: () => Promise.resolve(record), recordParts: () => Promise.resolve(true) },
    logs: { readBatch },
    objects: { open: () => ({ put: () => Promise.reject(new Error('nothing is to be uploaded')) }) },
    limits: { batchesAtOnce: 1, partBytes: 1_000 },
  } as unknown as ActivityDeps);
  const first = write({ exportId: 'e', run: 'r', index: 0 }, new AbortController().signal);
  const cancelling = new AbortController();
  const second = write({ exportId: 'e', run: 'r', index: 0 }, cancelling.signal);
  await until(() => seen.length === 2);

  cancelling.abort(new Error('cancelled'));
  await expect(second).rejects.toThrow('cancelled');
  expect(seen).toEqual(['opened', 'opened', 'closed']);
  turn.open();
  await first;
});
