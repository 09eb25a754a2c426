import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Decimal128, Long } from 'mongodb';
import { readJson } from '../../src/api/body';
import { MAX_DEPTH } from '../../src/api/shape';

const read = (body: string | Buffer, exact = true, type = 'application/json') => {
  const headers = { 'content-type': type };
  const request = Object.assign(Readable.from([Buffer.from(body as string)]), { headers });
  return readJson(request as unknown as IncomingMessage, { limit: 1_000_000, exact });
};

test.each<[string, unknown]>([
  ['9007199254740991', 9_007_199_254_740_991],
  ['-9007199254740991', -9_007_199_254_740_991],
  ['9007199254740992', Long.fromString('9007199254740992')],
  ['9223372036854775807', Long.MAX_VALUE],
  ['-9223372036854775808', Long.MIN_VALUE],
  ['9223372036854775808', Decimal128.fromString('9223372036854775808')],
  [`-${'9'.repeat(34)}`, Decimal128.fromString(`-${'9'.repeat(34)}`)],
  ['9'.repeat(35), 1e35],
  ['0.1234567890123456789', 0.123_456_789_012_345_68],
  ['1e22', 1e22],
  ['"9007199254740993"', '9007199254740993'],
])('%s is read exactly', async (written, value) => {
  expect(await read(`{"a":[${written}]}`)).toEqual({ a: [value] });
});

test('digits beyond what can be kept are not read one by one', async () => {
  const slow = jest.spyOn(globalThis, 'BigInt');
  expect(await read(`[${'9'.repeat(500_000)}]`)).toEqual([Infinity]);
  expect(slow).not.toHaveBeenCalled();
  slow.mockRestore();
});

test('only logs need exact numbers', async () => {
  expect(await read('9007199254740993', false)).toBe(9_007_199_254_740_992);
});

test.each(['{"__proto__":{"a":1}}', '{"a":{"__proto__":1},"n":9007199254740993}'])(
  '%s keeps its keys',
  async (body) => {
    expect(JSON.stringify(await read(body))).toContain('"__proto__":');
    expect(Object.getPrototypeOf(await read(body))).toBe(Object.prototype);
  },
);

const nest = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
test('nesting is counted, and not what stands in text', async () => {
  await expect(read(nest(MAX_DEPTH))).resolves.toBeDefined();
  await expect(read(nest(MAX_DEPTH + 1))).rejects.toThrow('must not nest deeper than 100 levels');
  const text = JSON.stringify({ a: '['.repeat(500), b: `\\"${'{'.repeat(500)}`, '[[': '\\' });
  await expect(read(text)).resolves.toEqual(JSON.parse(text));
});

test('no body is undefined, whatever its type', async () => {
  expect(await read('', true, 'text/plain')).toBeUndefined();
});
