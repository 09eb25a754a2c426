import { ActivityCancellationDetails, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { MockActivityEnvironment } from '@temporalio/testing';
import { MongoServerError } from 'mongodb';
import { guarded } from '../../../src/activities/guard';
import { mockEnvironment } from '../../support/activity-rig';
import { gate } from '../../support/waiting';

// Jest fakes the timers of the global scope alone.
jest.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
}));

const SECRET = 'the prompt of a log';
let environment: MockActivityEnvironment;
let heartbeats: number;
beforeEach(() => {
  environment = mockEnvironment();
  heartbeats = 0;
  environment.on('heartbeat', () => (heartbeats += 1));
});
afterEach(() => jest.useRealTimers());

const run = <O>(activity: (input: string, signal: AbortSignal) => Promise<O>, options?: { never: 'giveUp' }) =>
  environment.run(guarded(activity, options), 'input');
const caught = (running: Promise<unknown>) =>
  running.then(
    () => null,
    (error: unknown) => error,
  );

test('an activity gets its input, and its result comes back', async () => {
  expect(await run((input) => Promise.resolve(`${input} done`))).toBe('input done');
});

test('it reports that it is alive for as long as it runs, and no longer', async () => {
  jest.useFakeTimers();
  const { open, opened } = gate();
  const running = run(() => opened);
  await jest.advanceTimersByTimeAsync(6_000);
  expect(heartbeats).toBe(3);
  open();
  await running;
  await jest.advanceTimersByTimeAsync(60_000);
  expect(heartbeats).toBe(3);
  expect(jest.getTimerCount()).toBe(0);
});

test('cancelled, it is waited for, and ends as cancelled whatever it throws', async () => {
  const { open, opened } = gate();
  let hasEnded = false;
  const running = run(async (_input, signal) => {
    await opened;
    hasEnded = true;
    expect(signal.aborted).toBe(true);
    throw new Error(SECRET);
  });
  environment.cancel('CANCELLED');
  setImmediate(open);
  expect(await caught(running)).toBeInstanceOf(CancelledFailure);
  expect(hasEnded).toBe(true);
});

test('what is done in spite of a cancellation counts', async () => {
  const { open, opened } = gate();
  const running = run(async () => {
    await opened;
    return 'done';
  });
  environment.cancel('CANCELLED');
  open();
  expect(await running).toBe('done');
});

test('where the worker has to go, one that hangs is handed over after some seconds', async () => {
  jest.useFakeTimers();
  const ended = jest.fn();
  void caught(run(() => new Promise<never>(() => undefined))).then(ended);
  environment.cancel('WORKER_SHUTDOWN', ActivityCancellationDetails.fromProto({ isWorkerShutdown: true }));
  await jest.advanceTimersByTimeAsync(4_900);
  expect(ended).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(100);
  expect(ended).toHaveBeenCalledWith(expect.any(CancelledFailure));
});

test('a fault keeps its code and says nothing of what the logs hold', async () => {
  const denied = new MongoServerError({ message: SECRET, code: 13 });
  const failure = (await caught(run(() => Promise.reject(denied)))) as ApplicationFailure;
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: 'log_store_permission_denied', nonRetryable: true });
  expect(JSON.stringify([failure.message, failure.stack, failure.details, failure.cause])).not.toContain(SECRET);
});

test('a bug is retried as one, with its class and frames but without its message', async () => {
  const bug = () => Promise.reject(new TypeError(SECRET));
  const failure = (await caught(run(bug))) as ApplicationFailure;
  expect(failure).toMatchObject({ message: 'An unexpected TypeError.', nonRetryable: false });
  expect(failure.stack).toMatch(/^TypeError: \(message withheld\)\n +at .*guard\.test\.ts/);
  expect(JSON.stringify([failure.message, failure.stack, failure.details, failure.cause])).not.toContain(SECRET);
});

test('one that never gives up is retried after a fault that another try would only meet again', async () => {
  const denied = () => Promise.reject(new MongoServerError({ message: SECRET, code: 13 }));
  const failure = await caught(run(denied, { never: 'giveUp' }));
  expect(failure).toMatchObject({ type: 'log_store_permission_denied', nonRetryable: false });
});
