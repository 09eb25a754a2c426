import { retryWithin } from '../../src/workflows/retries';

/** How long Temporal waits in all between the attempts of a policy, in seconds. */
function waits({
  initialInterval,
  backoffCoefficient,
  maximumInterval,
  maximumAttempts,
}: ReturnType<typeof retryWithin>) {
  const pauses = Array.from({ length: maximumAttempts! - 1 }, (_, retry) =>
    Math.min((initialInterval as number) * backoffCoefficient! ** retry, maximumInterval as number),
  );
  return pauses.reduce((sum, pause) => sum + pause, 0) / 1_000;
}

test.each([
  [1, 2],
  [2, 2],
  [3, 3],
  [7, 4],
  [60, 6],
  [900, 34],
  [604_800, 20_164],
])('a budget of %d s makes %d attempts', (seconds, attempts) => {
  const policy = retryWithin(seconds);
  expect(policy.maximumAttempts).toBe(attempts);
  expect(waits(policy)).toBeLessThanOrEqual(seconds);
  expect(waits({ ...policy, maximumAttempts: attempts + 1 })).toBeGreaterThan(seconds);
});
