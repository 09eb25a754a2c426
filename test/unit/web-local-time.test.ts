import { fromLocalInput, toLocalInput } from '../../src/web/request-data/local-time';

// A year is typed digit by digit: on the way to 2026 it is the year 2, and the browser takes it with four digits alone.
test.each(['0002-11-20T10:00:00', '0020-11-20T10:00:00', '0202-11-20T10:00:00', '2026-11-20T10:00:00'])(
  'a time stays in its input as it was typed: %s',
  (typed) => {
    expect(toLocalInput(fromLocalInput(typed))).toBe(typed);
  },
);

test('an input that holds no time leaves its end open', () => {
  expect(fromLocalInput('')).toBe('');
  expect(toLocalInput('')).toBe('');
});
