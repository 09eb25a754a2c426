import { shared } from '../../src/observability/shared';
import { gate } from '../support/waiting';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('who asks meanwhile, or soon after, gets the same answer; who asks later gets another', async () => {
  const { open, opened } = gate();
  let times = 0;
  const ask = shared(async () => {
    times += 1;
    await opened;
    return times;
  }, 2_000);
  const first = Array.from({ length: 50 }, ask);
  open();
  expect(new Set(await Promise.all(first))).toEqual(new Set([1]));
  jest.advanceTimersByTime(1_999);
  expect(await ask()).toBe(1);
  jest.advanceTimersByTime(1);
  expect(await ask()).toBe(2);
});
