/** A CSV of values of every kind, read cell by cell by what people read it with. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { localDir } from '../../local/paths';
import { compileCsvEncoder, csvHeader } from '../../src/encode/csv';
import { Output } from '../../src/encode/output';
import { documents, serialize } from '../support/bson';
import { referenceCell } from '../support/csv';
import { endingItself, pythonWith } from '../support/python';

const ROWS = 400;
const columns = ['a', 'b', 'c'].map((name) => ({ name, path: name, kind: 'json' as const }));
const awkward = [
  '',
  ' ',
  'NA',
  'null',
  '0012',
  '=1',
  'a,b',
  '"',
  '""',
  'a\r\nb',
  '\n',
  '\r',
  '\ufeff',
  'é你😀',
  '1e5',
  '\u2028',
];

const values = [
  ...awkward,
  ...fc.sample(documents, { numRuns: ROWS, seed: 16 }).flatMap((found) => [...found.values()]),
];
const logs = Array.from({ length: ROWS }, (_, row) =>
  columns.map((_column, at) => values[(row * columns.length + at) % values.length]),
);
const cells = logs.map((log) => log.map((value) => referenceCell(value)));
const folder = mkdtempSync(path.join(localDir, 'test-csv-'));
const file = path.join(folder, 'export.csv');
const expected = path.join(folder, 'expected.json');
let python: string;
beforeAll(async () => {
  const out = new Output();
  const encode = compileCsvEncoder(columns, { escapesFormulas: true });
  for (const log of logs) encode(serialize(new Map(log.map((value, at) => [columns[at]!.name, value]))), out);
  writeFileSync(file, Buffer.concat([csvHeader(columns), out.take()]));
  writeFileSync(expected, JSON.stringify(cells));
  python = await pythonWith('python-readers');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script that leaves the rows it read in `rows`, and prints those that are not as they should be. */
function differences(script: string, expecting = 'expected'): string {
  const program = `
import json, sys
file = sys.argv[1]
expected = json.load(open(sys.argv[2], encoding="utf-8"))
${script}
expected = ${expecting}
print(len(rows), json.dumps([[row, found, wanted] for row, (found, wanted) in enumerate(zip(rows, expected)) if found != wanted][:3]))`;
  return execFileSync(python, ['-X', 'utf8', '-c', endingItself(program), file, expected], { encoding: 'utf8' }).trim();
}

/** For readers to whom nothing and an empty text are one. */
const emptyForNull = '[["" if cell is None else cell for cell in row] for row in expected]';

test('csv of Python', () => {
  const script =
    'import csv; csv.field_size_limit(sys.maxsize); rows = list(csv.reader(open(file, encoding="utf-8", newline="")))[1:]';
  expect(differences(script, emptyForNull)).toBe(`${ROWS} []`);
});

test('pandas', () => {
  const script = 'import pandas; rows = pandas.read_csv(file, dtype=str, keep_default_na=False).values.tolist()';
  expect(differences(script, emptyForNull)).toBe(`${ROWS} []`);
});

test('DuckDB, which tells nothing from an empty text', () => {
  const script = `import duckdb
rows = [list(row) for row in duckdb.sql(f"FROM read_csv('{file}', all_varchar = true, header = true, delim = ',', quote = '\\"', escape = '\\"', allow_quoted_nulls = false, max_line_size = 16000000)").fetchall()]`;
  expect(differences(script)).toBe(`${ROWS} []`);
});

test('Polars', () => {
  const script = `import polars
read = polars.read_csv(file, infer_schema=False).rows()
rows = [["" if cell is None else cell for cell in row] for row in read]`;
  expect(differences(script, emptyForNull)).toBe(`${ROWS} []`);
});
