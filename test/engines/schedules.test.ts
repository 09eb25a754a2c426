/** The schedules that an earlier version made are brought up to date by a worker of this one. */
import { createLogger } from '../../src/process/logger';
import { ensureNamespaceSetup, scheduleIdsOf } from '../../src/temporal/setup';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ worker: false });
});
afterAll(() => stack.stop());

test('a schedule that differs is updated, and stays paused; one that does not is left alone', async () => {
  const { TEMPORAL_TASK_QUEUE: taskQueue, TEMPORAL_NAMESPACE: namespace } = stack.config;
  const setUp = () =>
    ensureNamespaceSetup(stack.temporal, { namespace, taskQueue, logger: createLogger(stack.config, 'worker') });
  const handle = stack.temporal.schedule.getHandle(scheduleIdsOf(taskQueue)[0]!);
  await setUp();
  const made = await handle.describe();

  await handle.pause('by an operator');
  await handle.update(({ state, policies, action }) => ({
    ...{ state, policies, action },
    spec: { intervals: [{ every: '1 day' }] },
  }));
  await setUp();
  const updated = await handle.describe();
  expect(updated).toMatchObject({ spec: made.spec, policies: made.policies, action: made.action });
  expect(updated.state).toMatchObject({ paused: true, note: 'by an operator' });

  await setUp();
  expect((await handle.describe()).info.lastUpdatedAt).toEqual(updated.info.lastUpdatedAt);
  expect(updated.info.lastUpdatedAt).toBeDefined();
});
