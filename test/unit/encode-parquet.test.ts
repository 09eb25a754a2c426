import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { parquetRows } from '../../src/cli/parquet-rows';
import { CorruptDocumentError } from '../../src/encode/corrupt-document';
import { Output } from '../../src/encode/output';
import { bitsFor, writeHybrid } from '../../src/encode/parquet/hybrid';
import { wholeNumber } from '../../src/encode/parquet/whole-number';
import { fields } from '../../src/model/fields';
import { serialize } from '../support/bson';
import { parquetFile } from '../support/parquet';

// What other programs read of whole files is in test/formats/parquet-readers.test.ts.

const folder = mkdtempSync(path.join(tmpdir(), 'parquet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads what `writeHybrid` wrote, by the letter of the format. */
function readHybrid(bytes: Buffer, count: number, bits: number): number[] {
  const values: number[] = [];
  let at = 0;
  while (values.length < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (header & 1) {
      const size = (header >> 1) * bits;
      const all = [...bytes.subarray(at, at + size)].flatMap((byte) =>
        Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1),
      );
      for (let from = 0; from < all.length; from += bits) {
        values.push(all.slice(from, from + bits).reduce((sum, bit, place) => sum + bit * 2 ** place, 0));
      }
      at += size;
    } else {
      const width = Math.ceil(bits / 8);
      values.push(...Array<number>(header >> 1).fill(bytes.readUIntLE(at, width)));
      at += width;
    }
  }
  expect(at).toBe(bytes.length);
  return values.slice(0, count);
}

test('runs and packed bits read back as the values', () => {
  const run = fc
    .tuple(fc.nat(4_095), fc.integer({ min: 1, max: 40 }))
    .map(([value, times]) => Array<number>(times).fill(value));
  fc.assert(
    fc.property(fc.array(fc.oneof(run, fc.array(fc.nat(4_095), { maxLength: 20 })), { maxLength: 8 }), (runs) => {
      const values = runs.flat();
      const bits = bitsFor(Math.max(0, ...values));
      const out = new Output();
      writeHybrid(out, values, { from: 0, to: values.length, bits });
      expect(readHybrid(out.take(), values.length, bits)).toEqual(values);
    }),
  );
});

test.each<[string, bigint | null]>([
  ['12', 12n],
  ['-12.0', -12n],
  ['1.5', null],
  ['1.50e1', 15n],
  ['15E-1', null],
  ['1E+18', 10n ** 18n],
  ['9223372036854775807', 2n ** 63n - 1n],
  ['1E+6000', null],
  ['0E-6000', 0n],
  ['0.000', 0n],
  ['NaN', null],
  ['', null],
])('%s is the whole number %s', (digits, value) => expect(wholeNumber(digits)).toBe(value));

const logsFrom = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    serialize({ _id: `log-${from + index}`, metrics: { ai_model: 'gpt-4o', trace_id: `trace-${from + index}` } }),
  );
const names = fields.map(({ name }) => name);

test.each(names)('a file of the column %s says how many rows it has', async (name) => {
  const { content } = await parquetFile([name], [logsFrom(0, 7)]);
  const file = path.join(folder, 'column.parquet');
  writeFileSync(file, content);
  expect(parquetRows(file)).toBe(7);
});

test.each([[[]], [[1]], [[300, 1, 20]]])('a file of parts of %j rows says how many rows it has', async (counts) => {
  const { content } = await parquetFile(
    names,
    counts.map((count, part) => logsFrom(part * 1_000, count)),
  );
  const file = path.join(folder, 'rows.parquet');
  writeFileSync(file, content);
  expect(parquetRows(file)).toBe(counts.reduce((sum, count) => sum + count, 0));
  for (const end of [0, 7, content.length - 1]) {
    writeFileSync(file, content.subarray(0, end));
    expect(() => parquetRows(file)).toThrow(RangeError);
  }
});

test('the same logs make the same bytes: a batch that is written again is the object that it was', async () => {
  const [one, other] = await Promise.all([
    parquetFile(names, [logsFrom(0, 500)]),
    parquetFile(names, [logsFrom(0, 500)]),
  ]);
  expect(one.content.equals(other.content)).toBe(true);
});

test('values that come again stand once, those that differ as they are', async () => {
  const bytesOf = async (name: string) => (await parquetFile([name], [logsFrom(0, 5_000)], 'none')).content.length;
  expect(await bytesOf('ai_model')).toBeLessThan(1_000);
  expect(await bytesOf('trace_id')).toBeGreaterThan(5_000 * 'trace-0'.length);
});

test('what is no document is told', async () => {
  await expect(parquetFile(['id'], [[Buffer.from('no document')]])).rejects.toThrow(CorruptDocumentError);
});
