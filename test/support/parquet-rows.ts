import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { endingItself, pythonWith } from './python';

const script = `
import base64, io, json, sys
import pyarrow.parquet
for file in json.load(sys.stdin):
    table = pyarrow.parquet.read_table(io.BytesIO(base64.b64decode(file)))
    times = [time.isoformat(timespec="milliseconds").replace("+00:00", "Z") for time in table["created_at"].to_pylist()]
    table = table.set_column(1, "created_at", [times]) if len(table) else table
    rows = [{**row, "request": json.loads(row["request"]), "response": json.loads(row["response"])} for row in table.to_pylist()]
    print(json.dumps(rows))`;

/** The rows of Parquet files of the columns that tests can build by themselves, as PyArrow reads them. */
export async function parquetRows(files: readonly Buffer[]): Promise<unknown[][]> {
  const run = promisify(execFile)(await pythonWith('python-readers'), ['-c', endingItself(script)], {
    maxBuffer: Infinity,
  });
  run.child.stdin!.end(JSON.stringify(files.map((file) => file.toString('base64'))));
  const { stdout } = await run;
  return stdout
    .trimEnd()
    .split('\n')
    .map((rows) => JSON.parse(rows) as unknown[]);
}
