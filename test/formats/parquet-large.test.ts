/** A Parquet file of 200,000 logs, of as many row groups as an export makes of them, read whole and in part. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { localDir } from '../../local/paths';
import { serialize } from '../support/bson';
import { parquetFile } from '../support/parquet';
import { endingItself, pythonWith } from '../support/python';

const LOGS = 200_000;
/** As `EXPORT_BATCH_LOGS` has it by default. */
const PART_LOGS = 5_000;
const PARTS = LOGS / PART_LOGS;
const FIRST = Date.UTC(2026, 2, 9);

const columns = ['id', 'created_at', 'request', 'request_tokens', 'cost', 'ai_model'];
const idOf = (index: number) => `log-${String(index).padStart(6, '0')}`;
const modelOf = (index: number) => `model ${index % 7}`;

function* parts() {
  for (let part = 0; part < PARTS; part += 1) {
    yield Array.from({ length: PART_LOGS }, (_, row) => {
      const index = part * PART_LOGS + row;
      const metrics = { req_units: index, cost: index + 0.5, ai_model: modelOf(index) };
      return serialize({
        ...{ _id: idOf(index), created_at: new Date(FIRST + index * 1_000), request: { body: { n: index } }, metrics },
      });
    });
  }
}

/** Count, the sum, smallest and largest of the tokens, and a hash over every value of every row. */
function expectedFacts() {
  const hash = createHash('sha256');
  for (let index = 0; index < LOGS; index += 1) {
    const micros = (FIRST + index * 1_000) * 1_000;
    const row = [idOf(index), micros, JSON.stringify({ n: index }), index, index + 0.5, modelOf(index)];
    hash.update(`${row.join('|')}\n`);
  }
  return [LOGS, (LOGS * (LOGS - 1)) / 2, 0, LOGS - 1, hash.digest('hex')];
}

const folder = mkdtempSync(path.join(localDir, 'test-parquet-large-'));
const file = path.join(folder, 'logs.parquet');
let python: string;
beforeAll(async () => {
  writeFileSync(file, (await parquetFile(columns, parts())).content);
  python = await pythonWith('python-readers');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script that knows the file, and answers what it printed as JSON. */
const run = (script: string): unknown =>
  JSON.parse(
    execFileSync(python, ['-c', endingItself(`import json, sys\nfile = sys.argv[1]\n${script}`), file], {
      encoding: 'utf8',
    }),
  );

test('DuckDB reads every value', () => {
  const script = `
import duckdb
row = "concat_ws('|', id, epoch_us(created_at), request::VARCHAR, request_tokens, cost, ai_model) || chr(10)"
[facts] = duckdb.sql(f"""SELECT count(*), sum(request_tokens)::BIGINT, min(request_tokens), max(request_tokens),
    sha256(string_agg({row}, '' ORDER BY created_at)) FROM '{file}'""").fetchall()
print(json.dumps(facts))`;
  expect(run(script)).toEqual(expectedFacts());
});

test('PyArrow reads every value, batch by batch', () => {
  const script = `
import hashlib, pyarrow, pyarrow.compute as compute, pyarrow.parquet
table = pyarrow.parquet.read_table(file)
tokens = table["request_tokens"]
hash = hashlib.sha256()
columns = [(c.cast(pyarrow.int64()) if pyarrow.types.is_timestamp(c.type) else c).to_pylist() for c in table.columns]
for row in zip(*columns): hash.update(("|".join(map(str, row)) + "\\n").encode())
bounds = compute.min_max(tokens).as_py()
print(json.dumps([len(table), compute.sum(tokens).as_py(), bounds["min"], bounds["max"], hash.hexdigest()]))`;
  expect(run(script)).toEqual(expectedFacts());
});

test('a range of times reads only the row groups that hold it', () => {
  const since = PART_LOGS * (PARTS - 2) + 17;
  const script = `
import datetime, duckdb, pyarrow.dataset as ds, pyarrow.parquet
since = datetime.datetime.fromtimestamp(${FIRST / 1_000 + since}, datetime.timezone.utc)
[fragment] = ds.dataset(file).get_fragments()
left = fragment.subset(ds.field("created_at") >= since)
rows = duckdb.sql(f"SELECT count(*) FROM '{file}' WHERE created_at >= TIMESTAMPTZ '{since.isoformat()}'").fetchall()[0][0]
print(json.dumps([pyarrow.parquet.read_metadata(file).num_row_groups, [group.id for group in left.row_groups], rows]))`;
  expect(run(script)).toEqual([PARTS, [PARTS - 2, PARTS - 1], LOGS - since]);
});
