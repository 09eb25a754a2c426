/** A Parquet file of values of every type, read value by value by what people read it with. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { BSON } from 'mongodb';
import { localDir } from '../../local/paths';
import { compressionsOf } from '../../src/model/formats';
import { type Doc, documents, serialize } from '../support/bson';
import { parquetFile } from '../support/parquet';
import { referenceColumn, references, referenceText } from '../support/parquet-values';
import { endingItself, pythonWith } from '../support/python';

const { Decimal128, Double, Int32, Long } = BSON;

const awkward = [
  ...[
    '',
    ' ',
    'null',
    '0012',
    '12',
    '-7',
    '1.5',
    '1e3',
    '1E400',
    'n/a',
    'true',
    'False',
    'NaN',
    'é你😀',
    '\u0000',
    '\u2028',
    '"',
    '\\',
  ],
  ...[
    '2026-03-09T10:15:00.250Z',
    '2026-03-09 10:15:00',
    '9223372036854775807',
    '9223372036854775808',
    '1.50',
    '1.05e2',
  ],
  ...[new Double(12), new Double(-0), new Double(2 ** 63), new Double(-(2 ** 63)), new Double(NaN), new Double(1e-310)],
  ...[Long.MAX_VALUE, Long.MIN_VALUE, Long.fromString('9007199254740993'), new Int32(-1), true, false, null],
  ...['1.50', '15E-1', '1E+3', '1E+18', '1E+19', '0E-6000', '-0', 'NaN', '100.00'].map((text) =>
    Decimal128.fromString(text),
  ),
  ...[
    new Date(0),
    new Date('2026-03-09T10:15:00.250Z'),
    new Date(-62_135_596_800_000),
    'x'.repeat(100),
    'long '.repeat(300_000),
  ],
];
const found = fc.sample(documents, { numRuns: 300, seed: 16 });
const values = [...awkward, ...found.flatMap((document) => [...document.values()])];
const mapAt = (index: number): Doc => found[index % found.length]!;

/** By turns: metadata as a map, as two lists with awkward pairs, and none. */
function metadataOf(value: unknown, index: number): [string, unknown][] {
  if (index % 3 === 0) return [['metadata', mapAt(index)]];
  if (index % 3 === 2) return [];
  return [
    ['metadata.key', ['team', null, value, 'team', 'last']],
    ['metadata.value', [value, 'lost', 'x', 'later']],
  ];
}

function expectedMetadata(value: unknown, index: number) {
  const text = (stored: unknown) => (stored === undefined ? null : referenceText(stored));
  if (index % 3 === 2) return { metadata: null, 'metadata.key': null, 'metadata.value': null };
  if (index % 3 === 0) {
    const entries = [...mapAt(index)].map(([key, stored]) => [key, text(stored)] as const);
    return {
      metadata: [...new Map(entries)],
      'metadata.key': entries.map(([key]) => key),
      'metadata.value': entries.map(([, stored]) => stored),
    };
  }
  const isKey = value !== null && value !== undefined;
  const pairs: [string, string | null][] = [
    ['team', 'later'],
    ...(isKey ? [[text(value) ?? 'null', 'x'] as [string, string]] : []),
    ['last', null],
  ];
  return {
    metadata: pairs,
    'metadata.key': ['team', null, text(value), 'team', 'last'],
    'metadata.value': [text(value), 'lost', 'x', 'later'],
  };
}

const modelOf = (index: number) => (index % 500 === 0 ? `model ${index}` : `model ${index % 3}`);
const MIXED = {
  id: ['_id', 'text'],
  created_at: ['created_at', 'time'],
  request: ['request.body', 'json'],
  trace_id: ['trace_id', 'text'],
  request_tokens: ['req_units', 'count'],
  cost: ['cost', 'number'],
  is_success: ['is_success', 'flag'],
  cache_status: ['cache_status', 'label'],
  stream_mode: ['stream_mode', 'streamMode'],
} as const;
const LISTS = ['metadata', 'metadata.key', 'metadata.value'] as const;
const columns = [...Object.keys(MIXED), 'ai_model', ...LISTS];

const logs = values.map((value, index) =>
  serialize(
    new Map<string, unknown>([
      ['_id', value],
      ['created_at', value],
      ['request', new Map([['body', value]])],
      [
        'metrics',
        new Map<string, unknown>([
          ...['trace_id', 'req_units', 'cost', 'is_success', 'cache_status', 'stream_mode'].map(
            (name): [string, unknown] => [name, value],
          ),
          ['ai_model', modelOf(index)],
          ...metadataOf(value, index),
        ]),
      ],
    ]),
  ),
);
const mixed = Object.entries(MIXED).map(([name, [, kind]]) => ({ name, ...referenceColumn(references[kind], values) }));
const lists = values.map(expectedMetadata);
const expectedColumns: Record<string, unknown[]> = {
  ...Object.fromEntries(mixed.map((column) => [column.name, column.values])),
  ai_model: values.map((_, index) => modelOf(index)),
  ...Object.fromEntries(LISTS.map((name) => [name, lists.map((row) => row[name])])),
};

const folder = mkdtempSync(path.join(localDir, 'test-parquet-'));
const fileOf = (compression: string) => path.join(folder, `${compression}.parquet`);
const expected = path.join(folder, 'expected.json');
const compressions = compressionsOf('parquet');
const partsOf = (size: number) =>
  Array.from({ length: Math.ceil(logs.length / size) }, (_, part) => logs.slice(part * size, (part + 1) * size));
const written = new Map<string, Awaited<ReturnType<typeof parquetFile>>>();
let python: string;
beforeAll(async () => {
  for (const compression of compressions) {
    const file = await parquetFile(columns, partsOf(Math.ceil(logs.length / 4)), compression);
    written.set(compression, file);
    writeFileSync(fileOf(compression), file.content);
  }
  writeFileSync(expected, toJson(expectedColumns));
  python = await pythonWith('python-readers');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whole numbers with all their digits. */
const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item)).replace(
    /"(-?\d+)n"/g,
    '$1',
  );

const run = (script: string, ...args: string[]) =>
  execFileSync(python, ['-X', 'utf8', '-c', endingItself(script), ...args], { encoding: 'utf8' }).trim();

/** Runs a script that leaves the columns it read in `read`, and prints those that are not as they should be. */
function differences(script: string, compression = 'snappy'): unknown {
  const program = `
import json, sys
file = sys.argv[1]
expected = json.load(open(sys.argv[2], encoding="utf-8"))
def plain(cell):
    if isinstance(cell, bytes): return cell.decode()
    if isinstance(cell, dict): return [[key, value] for key, value in cell.items()]
    if isinstance(cell, (list, tuple)): return [plain(item) for item in cell]
    return cell
${script}
expected["cost"] = [None if cell is None else float(cell) for cell in expected["cost"]]
wrong = {}
for name, wanted in expected.items():
    found = [plain(cell) for cell in read[name]]
    differing = [[at, str(f)[:80], str(w)[:80]] for at, (f, w) in enumerate(zip(found, wanted)) if f != w or type(f) != type(w)]
    if len(found) != len(wanted) or differing: wrong[name] = [len(found), differing[:3]]
print(json.dumps(wrong))`;
  return JSON.parse(run(program, fileOf(compression), expected));
}

const arrow = `
import pyarrow, pyarrow.parquet
table = pyarrow.parquet.read_table(file)
micros = lambda column: column.cast(pyarrow.int64()) if pyarrow.types.is_timestamp(column.type) else column
read = {name: micros(table[name]).to_pylist() for name in table.column_names}`;

test('values that fit no column of theirs are counted', () => {
  const unfit = Object.fromEntries(
    mixed.filter((column) => column.unfit > 0).map((column) => [column.name, column.unfit]),
  );
  for (const compression of compressions) expect(written.get(compression)!.unfit).toEqual(unfit);
  expect(Object.keys(unfit)).toEqual(['created_at', 'request_tokens', 'cost', 'is_success']);
});

test.each(compressions)('PyArrow, %s', (compression) => expect(differences(arrow, compression)).toEqual({}));

test('DuckDB', () => {
  const script = `
import duckdb
names = list(expected)
cast = {"created_at": "epoch_us(created_at)", "request": "request::VARCHAR"}
query = ", ".join(cast.get(name, f'"{name}"') for name in names)
read = dict(zip(names, zip(*duckdb.sql(f"SELECT {query} FROM '{file}'").fetchall())))`;
  expect(differences(script)).toEqual({});
});

test('Polars', () => {
  const script = `
import polars
frame = polars.read_parquet(file).with_columns(polars.col("created_at").dt.epoch("us"), polars.col("request").cast(polars.String))
read = {name: frame[name].to_list() for name in frame.columns}`;
  expect(differences(script)).toEqual({});
});

test('pandas', () => {
  const script = `
import pandas
frame = pandas.read_parquet(file, dtype_backend="pyarrow")
frame["created_at"] = frame["created_at"].astype("int64[pyarrow]")
read = {name: [None if cell is pandas.NA else cell for cell in frame[name].tolist()] for name in frame.columns}`;
  expect(differences(script)).toEqual({});
});

test('the types are those of the catalogue, whatever the file holds', async () => {
  const types = [
    'string',
    'timestamp[us, tz=UTC]',
    'extension<arrow.json>',
    'string',
    'int64',
    'double',
    'int64',
    'string',
    'string',
    'string',
    "map<string, string ('metadata')>",
    'list<element: string>',
    'list<element: string>',
  ];
  const script = `
import sys, pyarrow.parquet, duckdb, polars, pandas
for file in sys.argv[1:]:
    table = pyarrow.parquet.read_table(file)
    rows = [len(table), len(duckdb.sql(f"FROM '{file}'").fetchall()), len(polars.read_parquet(file)), len(pandas.read_parquet(file))]
    print("|".join(map(str, [*rows, *table.schema.types])))`;
  const [none, one] = [path.join(folder, 'none.parquet'), path.join(folder, 'one.parquet')];
  writeFileSync(none, (await parquetFile(columns, [])).content);
  writeFileSync(one, (await parquetFile(columns, [[serialize({ _id: 'the only one' })]])).content);
  const lines = run(script, fileOf('snappy'), none, one).split('\n');
  const rows = (count: number) => [count, count, count, count, ...types].join('|');
  expect(lines).toEqual([rows(logs.length), rows(0), rows(1)]);
});

test('readers skip the row groups that hold no log of a range of times', async () => {
  const hours = Array.from({ length: 6 }, (_, hour) =>
    Array.from({ length: 50 }, (__, minute) =>
      serialize({
        _id: `${hour}:${minute}`,
        created_at: new Date(Date.UTC(2026, 2, 9, hour, minute)),
        metrics: { cost: hour + 1 },
      }),
    ),
  );
  const file = path.join(folder, 'hours.parquet');
  writeFileSync(file, (await parquetFile(['id', 'created_at', 'cost'], hours)).content);
  const script = `
import sys, datetime, json, duckdb, pyarrow.dataset as ds
file = sys.argv[1]
[fragment] = ds.dataset(file).get_fragments()
groups = lambda condition: [group.id for group in fragment.subset(condition).row_groups]
since = datetime.datetime(2026, 3, 9, 4, 0, tzinfo=datetime.timezone.utc)
bounds = duckdb.sql(f"SELECT stats_min_value, stats_max_value, stats_null_count FROM parquet_metadata('{file}') WHERE path_in_schema = 'cost' ORDER BY row_group_id LIMIT 1").fetchall()[0]
rows = duckdb.sql(f"SELECT count(*) FROM '{file}' WHERE created_at >= TIMESTAMPTZ '{since.isoformat()}'").fetchall()[0][0]
print(json.dumps([groups(ds.field("created_at") >= since), groups(ds.field("cost") == 3.0), groups(ds.field("id") == "3:7"), list(map(float, bounds)), rows]))`;
  expect(JSON.parse(run(script, file))).toEqual([[4, 5], [2], [3], [1, 1, 0], 100]);
});
