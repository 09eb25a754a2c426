import { ApiError, mayPass, Unreachable } from '../../src/web/api-error';

const refused = (status: number) => new ApiError('no', status, 'code', null, null);

test.each([
  [400, false],
  [401, false],
  [404, false],
  [429, true],
  [503, true],
])('whether a page goes on asking after %i: %s', (status, goesOn) => {
  expect(mayPass(refused(status))).toBe(goesOn);
});

test('a page goes on asking where nothing answered', () => {
  expect(mayPass(new Unreachable())).toBe(true);
});
