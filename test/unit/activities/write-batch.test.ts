import { CancelledFailure } from '@temporalio/common';
import { crc32c } from '@node-rs/crc32';
import { StorageFault } from '../../../src/model/errors';
import { activityRig, batchOf, lineOf, ref } from '../../support/activity-rig';
import { gate, until } from '../../support/waiting';

const BATCH = 10;
const input = { ...ref, index: 1 };
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => lineOf(from + at)).join('');

/** Two batches of ten logs, of which the second is written. */
const rig = (limits: { partBytes?: number } = {}) =>
  activityRig({
    logs: 2 * BATCH,
    record: {
      plan: {
        digest: 'digest',
        // Logs that are expected to be large: such a batch takes its turn.
        fetching: { wholeLogs: false, rowBytes: 200_000 },
        batches: [batchOf(0, BATCH), batchOf(BATCH, 2 * BATCH)],
      },
    },
    limits,
  });

test('the lines of a batch are uploaded as one part, which the record keeps', async () => {
  const { activities, folder, record, run } = rig();
  const text = lines(BATCH, 2 * BATCH);
  expect(await run(activities.writeBatch, input)).toEqual({ rows: BATCH, bytes: text.length, skipped: 0 });
  expect(folder.names()).toEqual(['parts/digest/000001.jsonl']);
  expect(folder.textOf('parts/digest/000001.jsonl')).toBe(text);
  expect(record.plan!.batches.map(({ parts }) => parts)).toEqual([
    null,
    [
      {
        ...{ rows: BATCH, bytes: text.length, crc32c: crc32c(text), version: '1', raw: null },
        ends: {
          first: { created_at: '2026-03-09T00:00:10.000Z', id: 'log-0010' },
          last: { created_at: '2026-03-09T00:00:19.000Z', id: 'log-0019' },
        },
      },
    ],
  ]);
});

test('a batch of many bytes is several parts, in order', async () => {
  const { activities, folder, record, run } = rig({ partBytes: 3 * lineOf(BATCH).length });
  await run(activities.writeBatch, input);
  expect(record.plan!.batches[1]!.parts!.map(({ rows }) => rows)).toEqual([3, 3, 3, 1]);
  expect(folder.names()).toEqual(['-1', '-2', '-3', ''].map((piece) => `parts/digest/000001${piece}.jsonl`));
  const inOrder = ['', '-1', '-2', '-3'].map((piece) => folder.textOf(`parts/digest/000001${piece}.jsonl`));
  expect(inOrder.join('')).toBe(lines(BATCH, 2 * BATCH));
});

test('done again after its answer was lost, it reads nothing', async () => {
  const { activities, logs, run } = rig();
  const first = await run(activities.writeBatch, input);
  const reads = jest.spyOn(logs, 'readBatch');
  expect(await run(activities.writeBatch, input)).toEqual(first);
  expect(reads).not.toHaveBeenCalled();
});

test('a run that was replaced meanwhile records nothing', async () => {
  const { activities, folder, record, run } = rig();
  const put = folder.put.bind(folder);
  folder.put = (...args) => {
    record.run = 'another';
    return put(...args);
  };
  await expect(run(activities.writeBatch, input)).rejects.toMatchObject({ type: 'export_changed', nonRetryable: true });
  expect(record.plan!.batches[1]!.parts).toBeNull();
});

test('an upload that fails ends the batch, with the fault that its store named', async () => {
  const { activities, folder, record, run } = rig();
  folder.put = () =>
    Promise.reject(new StorageFault('storage_unavailable', 'It answered with 503.', { retryable: true }));
  await expect(run(activities.writeBatch, input)).rejects.toMatchObject({
    ...{ type: 'storage_unavailable', message: 'It answered with 503.', nonRetryable: false },
  });
  expect(record.plan!.batches[1]!.parts).toBeNull();
});

test('a log that is no BSON ends the batch without a word of it', async () => {
  const { activities, logs, run } = rig();
  logs.readBatch = async function* () {
    yield await Promise.resolve([Buffer.from('the prompt of a log')]);
  };
  const failure: unknown = await run(activities.writeBatch, input).catch((error: unknown) => error);
  expect(failure).toMatchObject({ type: 'corrupt_log', nonRetryable: true });
  expect(String((failure as Error).stack)).not.toContain('prompt');
});

test('cancelled, it ends once the upload under way has, and uploads no more', async () => {
  const { activities, environment, folder, record, run } = rig({ partBytes: 3 * lineOf(BATCH).length });
  const put = folder.put.bind(folder);
  const { open, opened } = gate();
  let uploads = 0;
  folder.put = async (...args) => {
    uploads += 1;
    await opened;
    return put(...args);
  };
  let hasEnded = false;
  const running = run(activities.writeBatch, input).finally(() => (hasEnded = true));
  await until(() => uploads === 1);
  environment.cancel('CANCELLED');
  await new Promise(setImmediate);
  expect(hasEnded).toBe(false);
  open();
  await expect(running).rejects.toBeInstanceOf(CancelledFailure);
  expect({ uploads, stored: folder.names().length }).toEqual({ uploads: 1, stored: 1 });
  expect(record.plan!.batches[1]!.parts).toBeNull();
});
