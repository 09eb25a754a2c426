/** A compressed file, read whole by what people read it with; readers in Node are in test/unit/compression.test.ts. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { localDir } from '../../local/paths';
import { packings } from '../../src/formats/compression';
import { endingItself, pythonWith } from '../support/python';

const PIECES = 5;
const ROWS_A_PIECE = 3_000;

const folder = mkdtempSync(path.join(localDir, 'test-gzip-'));
const file = path.join(folder, 'export.jsonl.gz');
const lines = Array.from({ length: PIECES * ROWS_A_PIECE }, (_, n) => `{"n":${n},"text":"Zeile ${n} 😀"}\n`);
let python: string;
beforeAll(async () => {
  const { begin, pack, tail } = packings.gzip;
  const pieces = Array.from({ length: PIECES }, (_, index) =>
    Buffer.from(lines.slice(index * ROWS_A_PIECE, (index + 1) * ROWS_A_PIECE).join('')),
  );
  const packed = await Promise.all(pieces.map((piece) => pack!(piece)));
  const end = tail(packed.map(({ raw }) => raw));
  writeFileSync(file, Buffer.concat([begin, ...packed.map(({ content }) => content), end]));
  python = await pythonWith('python-readers');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const outputOf = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
const sum = ((lines.length - 1) * lines.length) / 2;

test('zcat', () => expect(outputOf('zcat', file)).toBe(lines.join('')));

test('gzip of Python', () => {
  const script = 'import gzip, sys; sys.stdout.write(gzip.open(sys.argv[1], "rt", encoding="utf-8").read())';
  expect(outputOf(python, '-X', 'utf8', '-c', script, file)).toBe(lines.join(''));
});

test.each([
  ['pandas', 'import pandas; f = pandas.read_json(path, lines=True); print(len(f), f.n.sum())'],
  ['DuckDB', 'import duckdb; print(*duckdb.sql(f"SELECT count(*), sum(n)::BIGINT FROM \'{path}\'").fetchall()[0])'],
  ['PyArrow', 'import pyarrow.json as j; t = j.read_json(path); print(t.num_rows, sum(t["n"].to_pylist()))'],
  ['Polars', 'import polars; f = polars.read_ndjson(path); print(f.height, f["n"].sum())'],
])('%s', (_reader, script) => {
  const printed = outputOf(python, '-c', endingItself(`import sys; path = sys.argv[1]; ${script}`), file);
  expect(printed.trim()).toBe(`${lines.length} ${sum}`);
});

test('the file has one member: nothing follows its trailer', () => {
  const script =
    'import sys, zlib; d = zlib.decompressobj(31); d.decompress(open(sys.argv[1], "rb").read()); print(d.eof, len(d.unused_data))';
  expect(outputOf(python, '-c', script, file).trim()).toBe('True 0');
  expect(readFileSync(file).readUInt32LE(readFileSync(file).length - 4)).toBe(Buffer.byteLength(lines.join('')));
});
