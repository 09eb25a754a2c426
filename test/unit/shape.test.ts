import { checkShape, logBounds, usualBounds } from '../../src/api/shape';
import type { ServiceError } from '../../src/model/errors';

const check = (body: string, bounds = logBounds) => checkShape(Buffer.from(body), bounds);
const log = (body: string) => `{"request":{"body":${body}},"response":{}}`;

const refusalOf = (body: string, bounds = logBounds) => {
  try {
    check(body, bounds);
    return null;
  } catch (error) {
    const { status, message } = error as ServiceError;
    return [status, message];
  }
};

test.each([
  ['empty lists', `[${'[],'.repeat(6e5)}[]]`, 'keys, objects and lists'],
  ['empty objects', `[${'{},'.repeat(6e5)}{}]`, 'keys, objects and lists'],
  ['keys', `{${'"k":1,'.repeat(6e5)}"k":1}`, 'keys, objects and lists'],
  ['numbers', `[${'0,'.repeat(2e6)}0]`, 'values'],
])('logs of too many %s are refused before anything is built', (_what, body, named) => {
  expect(refusalOf(log(body))).toEqual([413, expect.stringContaining(named)]);
});

test('while as many numbers pass as a log has room for', () => {
  expect(refusalOf(log(`[${'0.125,'.repeat(1_050_000)}0]`))).toBeNull();
});

test('a usual body is held to far less', () => {
  expect(refusalOf(`[${'[],'.repeat(1_999)}[]]`, usualBounds)).toEqual([400, expect.any(String)]);
});
