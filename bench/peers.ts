/** What an export is measured against: the same query, answered by something that is not this service. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { BSON, type Collection, type Document } from 'mongodb';
import { Sentence } from '../local/bare/sentence.cjs';
import { loadConfig } from '../src/config';
import { openStorage } from '../src/objects/gcs/storage';
import { pythonWith } from '../test/support/python';
import { type Case, queryOf } from './cases';

const execute = promisify(execFile);
const UPLOAD_PATIENCE = { timeoutMs: 600_000, retries: 3 };

/** Reads the raw cursor to its end and throws the bytes away: what no export can be quicker than. */
export async function drain(logs: Collection<Document>, asked: Case): Promise<number> {
  const { filter, projection, sort } = queryOf(asked);
  const started = performance.now();
  let count = 0;
  const cursor = logs.find(filter, { projection, raw: true, batchSize: 10_000 }).sort(sort);
  while (await cursor.next()) count += 1;
  expectAll('The raw cursor', count, asked);
  return performance.now() - started;
}

/** Writes the query's logs to a local file with mongoexport. */
export const mongoexport = (program: string, env: NodeJS.ProcessEnv, asked: Case): Promise<number> =>
  inFolder((folder) => exportTo(path.join(folder, 'logs.json'), program, env, asked));

/**
 * And then uploads that file to the bucket, as the maker's client does it by default; NaN for a store that is not
 * Google's. Both times are from the start of mongoexport.
 */
export const mongoexportAndUpload = (program: string, env: NodeJS.ProcessEnv, asked: Case) =>
  inFolder(async (folder) => {
    const file = path.join(folder, 'logs.json');
    const exported = await exportTo(file, program, env, asked);
    return { exported, uploaded: exported + (await upload(file, env)) };
  });

async function upload(file: string, env: NodeJS.ProcessEnv): Promise<number> {
  const config = loadConfig(env);
  if (config.STORAGE !== 'gcs') return NaN;
  const bucket = openStorage(config, UPLOAD_PATIENCE).bucket(config.GCS_BUCKET!);
  const started = performance.now();
  const [object] = await bucket.upload(file, { destination: `${env.MONGO_DATABASE}/mongoexport.json` });
  const took = performance.now() - started;
  await object.delete();
  return took;
}

/** Makes a Parquet file of mongoexport's, with DuckDB. */
export async function mongoexportToParquet(program: string, env: NodeJS.ProcessEnv, asked: Case): Promise<number> {
  const python = await pythonWith('python-readers');
  return inFolder(async (folder) => {
    const [json, parquet] = ['logs.json', 'logs.parquet'].map((name) => path.join(folder, name)) as [string, string];
    const exported = await exportTo(json, program, env, asked);
    const copy = `COPY (FROM read_json('${json}')) TO '${parquet}' (FORMAT parquet)`;
    const started = performance.now();
    await execute(python, ['-c', 'import duckdb, sys; duckdb.sql(sys.argv[1])', copy]);
    const took = exported + performance.now() - started;
    const count = `SELECT count(*) FROM '${parquet}'`;
    const { stdout } = await execute(python, [
      '-c',
      'import duckdb, sys; print(duckdb.sql(sys.argv[1]).fetchall()[0][0])',
      count,
    ]);
    expectAll('DuckDB', Number(stdout), asked);
    return took;
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  return work(folder).finally(() => rm(folder, { recursive: true, force: true }));
}

async function exportTo(out: string, program: string, env: NodeJS.ProcessEnv, asked: Case): Promise<number> {
  const { filter, projection, sort } = queryOf(asked);
  const args = [
    ...['--uri', env.MONGO_DB_CONNECTION_URL!, '--db', env.MONGO_DATABASE!, '--collection', env.MONGO_COLLECTION_NAME!],
    ...['--query', BSON.EJSON.stringify(filter), '--sort', JSON.stringify(sort)],
    ...['--fields', Object.keys(projection).join(','), '--out', out],
  ];
  const started = performance.now();
  const { stderr } = await execute(program, args);
  const took = performance.now() - started;
  expectAll('mongoexport', Number(/exported (\d+) record/.exec(stderr)?.[1]), asked);
  if ((await stat(out)).size === 0) throw new Sentence('mongoexport wrote an empty file.');
  return took;
}

/** A way that leaves logs out would look quick. */
function expectAll(way: string, count: number, { logs }: Case) {
  if (count !== logs) throw new Sentence(`${way} found ${count} logs of ${logs}: its time can't be compared.`);
}
