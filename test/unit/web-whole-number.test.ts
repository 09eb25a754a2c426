import { wholeNumber } from '../../src/web/request-data/whole-number';

test.each([
  ['0', 0],
  ['50000', 50_000],
  ['50,000', 50_000],
  ['1.000.000', 1_000_000],
  ['50 000', 50_000],
  ['50\u202f000', 50_000],
  ['50’000', 50_000],
])('%j is the whole number %i', (written, value) => {
  expect(wholeNumber(written)).toBe(value);
});

test.each(['', '-1', '0.5', '1,5', '50,00', '5,0000', '1e3', 'many', '12 of them'])('%j is none', (written) => {
  expect(wholeNumber(written)).toBeNull();
});
