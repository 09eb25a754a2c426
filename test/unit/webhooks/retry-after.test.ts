import { pauseBefore } from '../../../src/webhooks/retry-after';

const now = new Date('2026-03-09T10:00:00Z');

test.each([
  [undefined, 300],
  ['5', 300],
  ['600', 600],
  [' 600 ', 600],
  ['Mon, 09 Mar 2026 10:20:00 GMT', 1_200],
  ['Mon, 09 Mar 2020 10:20:00 GMT', 300],
  ['99999999999', 86_400],
  ['soon', 300],
  ['-5', 300],
])('Retry-After: %s makes 300 s into %d s', (retryAfter, seconds) => {
  expect(pauseBefore(300, retryAfter, now)).toBe(seconds);
});
