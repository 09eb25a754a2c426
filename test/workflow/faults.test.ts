import { ApplicationFailure } from '@temporalio/activity';
import type { FinishInput, Outcome } from '../../src/contract/workflow';
import { type FakeWorker, startFakeWorker } from '../support/fake-worker';

let fake: FakeWorker;
beforeAll(async () => {
  fake = await startFakeWorker();
});
afterAll(() => fake.stop());

const steps = ['plan', 'writeBatch', 'composeFile'] as const;
const down = () => ApplicationFailure.retryable("MongoDB can't be reached.", 'mongodb_unavailable');
const denied = () => ApplicationFailure.nonRetryable('Give the role, then start again.', 'storage_permission_denied');

/** A finish that keeps what it was told. */
function settling() {
  const outcomes: Outcome[] = [];
  return {
    outcomes,
    finish: async ({ outcome }: FinishInput) => {
      outcomes.push(outcome);
      return Promise.resolve();
    },
  };
}
const always = (failure: () => Error) => () => Promise.reject(failure());

test.each(steps)('a fault of %s that passes is met by another try', async (step) => {
  const { exportId, calls, closed } = await fake.start({}, { batches: 1 });
  expect(await closed()).toBe('COMPLETED');
  const usual = [...calls];
  expect(exportId).toBeTruthy();

  let failed = false;
  const work = {
    plan: { total: 0, batches: 0, todo: [], exported: 0, bytes: 0, isShort: true },
    writeBatch: { rows: 1, bytes: 1 },
  };
  const answer = { ...work, composeFile: { name: 'f', bytes: 0, crc32c: 'AAAAAA==', version: '1' } }[step];
  const once = () => {
    if (failed) return Promise.resolve(answer);
    failed = true;
    return Promise.reject(down());
  };
  const again = await fake.start({ [step]: once }, { batches: 1 });
  expect(await again.closed()).toBe('COMPLETED');
  const tries = (name: string, list: string[]) => list.filter((call) => call.startsWith(name)).length;
  expect(tries(step, again.calls)).toBe(tries(step, usual) + 1);
  expect(again.calls.at(-1)).toBe('finish success');
});

test.each(steps)('a fault of %s that stays fails the export once the retries are used up', async (step) => {
  const { outcomes, finish } = settling();
  const { calls, closed } = await fake.start({ [step]: always(down), finish }, { batches: 1 });
  expect(await closed()).toBe('FAILED');
  expect(calls.filter((call) => call.startsWith(step))).toHaveLength(2);
  expect(outcomes).toEqual([
    {
      status: 'failure',
      errorCode: 'mongodb_unavailable',
      error: expect.stringMatching(
        /^MongoDB can't be reached\. It was retried for about 1 min\. Start the export/,
      ) as string,
    },
  ]);
  expect(calls.at(-1)).toBe('finish failure');
});

test.each(steps)('a fault of %s that another try would only meet again fails the export at once', async (step) => {
  const { outcomes, finish } = settling();
  const given = { [step]: always(denied), finish };
  const { calls, closed, handle } = await fake.start(given, { batches: 1, retryBudgetSeconds: 3_600 });
  expect(await closed()).toBe('FAILED');
  expect(calls.filter((call) => call.startsWith(step))).toHaveLength(1);
  const error = 'Give the role, then start again.';
  expect(outcomes).toEqual([{ status: 'failure', errorCode: 'storage_permission_denied', error }]);
  expect((await handle.describe()).typedSearchAttributes.getAll()).toContainEqual(
    expect.objectContaining({ value: 'failure' }),
  );
  await expect(handle.result()).rejects.toMatchObject({
    cause: { message: error, type: 'storage_permission_denied', cause: { activityType: step } },
  });
});

test('a batch that fails takes no new one up, and waits for those under way so that they count', async () => {
  let underWay = 0;
  const ended: number[] = [];
  const { calls, closed, handle } = await fake.start(
    {
      writeBatch: async ({ index }) => {
        if (index === 1) throw denied();
        underWay += 1;
        // The failure is known to the workflow long before this ends.
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        underWay -= 1;
        ended.push(index);
        return { rows: 10, bytes: 100 };
      },
      finish: async () => {
        expect(underWay).toBe(0);
        return Promise.resolve();
      },
    },
    { batches: 20, batchesAtOnce: 3 },
  );
  expect(await closed()).toBe('FAILED');
  expect(ended.sort()).toEqual([0, 2]);
  expect(calls.filter((call) => call.startsWith('writeBatch'))).toHaveLength(3);
  expect(await handle.query('progress')).toMatchObject({ exported: 20, batches: { done: 2, total: 20 } });
});

test('settling the record is tried until it is done, whatever the fault', async () => {
  let tries = 0;
  const finish = async () => {
    tries += 1;
    if (tries < 5) throw tries % 2 ? down() : new Error('a bug');
    return Promise.resolve();
  };
  const { calls, closed } = await fake.start({ finish });
  expect(await closed()).toBe('COMPLETED');
  expect(calls.slice(-5)).toEqual(Array(5).fill('finish success'));
});

const lost = () => ApplicationFailure.nonRetryable('Parts are gone.', 'parts_lost');

test.each([
  { times: 1, ends: 'COMPLETED', rounds: 2 },
  { times: 2, ends: 'COMPLETED', rounds: 3 },
  { times: 3, ends: 'FAILED', rounds: 3 },
])(
  'parts lost $times times: planned and written again, $rounds rounds in all, then $ends',
  async ({ times, ends, rounds }) => {
    let composed = 0;
    let planned = 0;
    const { outcomes, finish } = settling();
    const { calls, closed, handle } = await fake.start({
      plan: async () => {
        planned += 1;
        const todo = planned === 1 ? [0, 1, 2] : [1];
        return Promise.resolve({
          total: 30,
          batches: 3,
          todo,
          exported: 30 - todo.length * 10,
          bytes: 0,
          isShort: false,
        });
      },
      composeFile: async () => {
        composed += 1;
        if (composed <= times) throw lost();
        return Promise.resolve({ name: 'f', bytes: 0, crc32c: 'AAAAAA==', version: '1' });
      },
      finish,
    });
    expect(await closed()).toBe(ends);
    expect(calls.filter((call) => call === 'plan')).toHaveLength(rounds);
    expect(calls.filter((call) => call === 'writeBatch 1')).toHaveLength(rounds);
    expect(calls.filter((call) => call === 'writeBatch 0')).toHaveLength(1);
    expect(outcomes).toMatchObject([ends === 'FAILED' ? { errorCode: 'parts_lost' } : { status: 'success' }]);
    expect(await handle.query('progress')).toMatchObject({ exported: 30, batches: { done: 3, total: 3 } });
  },
);
