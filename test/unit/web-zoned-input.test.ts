import { dayStart, fromInput, toInput } from '../../src/web/zoned-input';

test.each(['local', 'utc'] as const)('an instant becomes what the input shows (%s), and back', (zone) => {
  for (const instant of ['2026-03-09T10:15:00Z', '2026-07-01T00:00:59Z', '0999-12-31T23:59:59Z']) {
    expect(fromInput(toInput(instant, zone), zone)).toBe(instant);
  }
  expect(toInput('2026-03-09T10:15:00.500Z', 'utc')).toBe('2026-03-09T10:15:00');
});

// A year is typed digit by digit: on the way to 2026 it is the year 2, and the browser takes it with four digits alone.
test.each(['0002-11-20T10:00:00', '0020-11-20T10:00:00', '0202-11-20T10:00:00', '2026-11-20T10:00:00'])(
  'a time stays in its input as it was typed: %s',
  (typed) => {
    for (const zone of ['local', 'utc'] as const) expect(toInput(fromInput(typed, zone), zone)).toBe(typed);
  },
);

test('what is no instant becomes an empty input, and what is no input becomes no instant', () => {
  expect(toInput('', 'utc')).toBe('');
  expect(toInput('soon', 'local')).toBe('');
  expect(fromInput('', 'utc')).toBe('');
  expect(fromInput('2026-13-01T00:00', 'local')).toBe('');
});

test('a day begins at midnight, and the last of a month is followed by the first of the next', () => {
  expect(dayStart('2026-02-28', 'utc', 0)).toBe('2026-02-28T00:00:00.000Z');
  expect(dayStart('2026-02-28', 'utc', 1)).toBe('2026-03-01T00:00:00.000Z');
  expect(dayStart('2026-12-31', 'local', 1)).toBe(new Date(2027, 0, 1).toISOString());
});
