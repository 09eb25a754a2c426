import { ApplicationFailure } from '@temporalio/activity';
import { type FakeWorker, startFakeWorker, untilCancelled } from '../support/fake-worker';
import { gate, until } from '../support/waiting';

let fake: FakeWorker;
beforeAll(async () => {
  fake = await startFakeWorker();
});
afterAll(() => fake.stop());

test.each(['plan', 'writeBatch', 'composeFile'] as const)(
  'cancelled during %s: what was written is deleted, then the record is stopped, and nothing follows',
  async (step) => {
    let underWay = 0;
    const { calls, closed, handle } = await fake.start({
      [step]: async () => {
        underWay += 1;
        return untilCancelled().finally(() => (underWay -= 1));
      },
      discardParts: async () => {
        expect(underWay).toBe(0);
        return Promise.resolve();
      },
    });
    await until(() => underWay === (step === 'writeBatch' ? 2 : 1));
    await handle.cancel();
    expect(await closed()).toBe('CANCELLED');
    expect(calls.slice(-2)).toEqual(['discardParts', 'finish stopped']);
    expect(calls.filter((call) => call.startsWith('finish'))).toHaveLength(1);
    expect((await handle.describe()).typedSearchAttributes.getAll()).toContainEqual(
      expect.objectContaining({ value: 'stopped' }),
    );
  },
);

test('a batch under way that ignores the cancellation is waited for before anything is deleted', async () => {
  const order: string[] = [];
  const cancelled = gate();
  const { calls, closed, handle } = await fake.start(
    {
      writeBatch: async () => {
        await untilCancelled().catch(() => cancelled.open());
        await new Promise((resolve) => setTimeout(resolve, 500));
        order.push('upload landed');
        return { rows: 1, bytes: 1 };
      },
      discardParts: async () => {
        order.push('deleted');
        return Promise.resolve();
      },
    },
    { batchesAtOnce: 1 },
  );
  await until(() => calls.includes('writeBatch 0'));
  await handle.cancel();
  await cancelled.opened;
  await closed();
  expect(order).toEqual(['upload landed', 'deleted']);
  expect(calls).not.toContain('writeBatch 1');
});

test('a batch that fails on its way out does not turn a cancellation into a failure', async () => {
  const { calls, closed, handle } = await fake.start({
    writeBatch: () =>
      untilCancelled().catch(() =>
        Promise.reject(ApplicationFailure.nonRetryable('denied', 'storage_permission_denied')),
      ),
  });
  await until(() => calls.includes('writeBatch 1'));
  await handle.cancel();
  expect(await closed()).toBe('CANCELLED');
  expect(calls.slice(-2)).toEqual(['discardParts', 'finish stopped']);
});

test('what can’t be deleted does not keep the record from being stopped, and is deleted after that', async () => {
  const { calls, closed, handle } = await fake.start({
    writeBatch: untilCancelled,
    discardParts: () => Promise.reject(ApplicationFailure.nonRetryable('no permission', 'storage_permission_denied')),
  });
  await until(() => calls.includes('writeBatch 0'));
  await handle.cancel();
  expect(await closed()).toBe('CANCELLED');
  expect(calls.slice(-3)).toEqual(['discardParts', 'finish stopped', 'discardLeftovers']);
});

test('a cancellation that comes after the file is there is too late: success it is', async () => {
  const finishing = gate();
  const { calls, closed, handle } = await fake.start({
    finish: async () => {
      finishing.open();
      await new Promise((resolve) => setTimeout(resolve, 500));
    },
  });
  await finishing.opened;
  await handle.cancel();
  expect(await closed()).toBe('COMPLETED');
  expect(calls.slice(-2)).toEqual(['composeFile', 'finish success']);
  expect(calls).not.toContain('discardParts');
});

test('a cancellation while the clean-up runs, and one after the end, change nothing', async () => {
  const cleaning = gate();
  const { calls, closed, handle, runs, record } = await fake.start({
    composeFile: async () => untilCancelled(),
    discardParts: async () => {
      cleaning.open();
      await new Promise((resolve) => setTimeout(resolve, 500));
    },
  });
  await until(() => calls.includes('composeFile'));
  await handle.cancel();
  await cleaning.opened;
  await handle.cancel();
  expect(await closed()).toBe('CANCELLED');
  expect(calls.slice(-2)).toEqual(['discardParts', 'finish stopped']);
  expect(await runs.cancel({ exportId: record._id, run: record.run })).toBe(false);
});

test('cancelled while an activity waits for its next try: stopped at once', async () => {
  const failures = { plan: () => Promise.reject(ApplicationFailure.retryable('down', 'mongodb_unavailable')) };
  const { calls, closed, handle } = await fake.start(failures, { retryBudgetSeconds: 86_400 });
  await until(() => calls.filter((call) => call === 'plan').length === 3);
  await handle.cancel();
  expect(await closed()).toBe('CANCELLED');
  expect(calls.slice(-2)).toEqual(['discardParts', 'finish stopped']);
});
