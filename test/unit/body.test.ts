import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Decimal128, Long } from 'mongodb';
import { parseBody, readBody } from '../../src/api/body';
import { MAX_DEPTH } from '../../src/api/shape';

const read = async (body: string | Buffer, exact = true, type = 'application/json') => {
  const headers = { 'content-type': type };
  const request = Object.assign(Readable.from([Buffer.from(body as string)]), { headers });
  return parseBody(await readBody(request as unknown as IncomingMessage, 1_000_000), headers, { exact });
};

test('numbers of logs come exactly, others as doubles', async () => {
  const written = '{"n":9007199254740993}';
  expect(await read(written)).toEqual({ n: Long.fromString('9007199254740993') });
  expect(await read(written, false)).toEqual({ n: 9_007_199_254_740_992 });
});

test('what a log is known by is plain, whatever keys stand beside it; what was sent is not', async () => {
  const sent =
    '{"5":1,"request":{"1":0,"cost":2.0,"body":{"2":1,"1":2.0}},"response":{"status":200.0,"body":1.0},"metadata":{"2":"a"}}';
  const [log, alone] = [await read(`[${sent}]`), await read(sent)];
  expect(log).toEqual([alone]);
  expect(alone).toEqual({
    5: 1,
    request: {
      1: 0,
      cost: 2,
      body: new Map<string, unknown>([
        ['2', 1],
        ['1', Decimal128.fromString('2.0')],
      ]),
    },
    response: { status: 200, body: Decimal128.fromString('1.0') },
    metadata: new Map([['2', 'a']]),
  });
});

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
