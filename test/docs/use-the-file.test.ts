/** The recipes of docs/use-the-file.md, run as they are printed on an export that holds what readers trip over. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Long } from 'mongodb';
import { localDir } from '../../local/paths';
import { packings } from '../../src/formats/compression';
import { insertLogs, logDocuments } from '../support/log-documents';
import { nodes } from '../support/node-versions';
import { startStack, type Stack } from '../support/stack';
import { exportFile } from '../support/whole-export';
import { makeCommands, runSample, samplesOf } from './support/samples';

jest.setTimeout(600_000);

/** DuckDB looks at 20,480 rows before it decides on the types: the last row comes as a surprise. */
const REPEATED = 20_500;
const PAST_DOUBLES = Long.fromString('9007199254740993');

const documents = logDocuments(8, (index) => ({
  _id: String(900_719_925_474_000_000n + BigInt(index)),
  request: { body: { seed: PAST_DOUBLES, ...(index === 6 && { prompt: 'x'.repeat(2_200_000) }) } },
  response: {
    status: 200,
    body: index === 5 ? 'upstream timed out' : { choices: [{ message: { content: `Answer ${index}` } }] },
  },
  metrics: {
    'metadata.key': [index % 2 ? 'team' : `key-${index}`],
    'metadata.value': ['search'],
    ...(index === 7 && { prompt_slug: '0012', virtual_key: '0012', cost: 2.5 }),
  },
}));
const turn = (role: string, content: unknown) => ({ role, content });
const conversations = logDocuments(3, (index) => ({
  _id: `chat-${index}`,
  request: {
    body: { messages: [turn('user', index === 1 ? [{ type: 'text', text: 'Why?' }] : 'Why?')] },
  },
  response: { status: 200, body: { choices: [{ message: turn('assistant', `Because of ${index}.`) }] } },
  metrics: { workspace_slug: 'chats' },
}));
const ROWS = documents.length + REPEATED;
const lastId = documents.at(-1)!._id as string;
const requested_data = [
  ...['id', 'created_at', 'prompt_slug', 'virtual_key', 'request_tokens', 'cost', 'metadata', 'request', 'response'],
];

const samples = samplesOf('docs/use-the-file.md');
const named = (heading: string) => samples.filter((sample) => sample.heading === heading);
const folder = mkdtempSync(path.join(localDir, 'test-recipes-'));
const inFolder = (name: string) => path.join(folder, name);
const variables = { HF_HUB_OFFLINE: '1', HF_HOME: inFolder('huggingface') };
const run = (language: string, code: string, node?: string) =>
  runSample({ heading: '', language, code }, folder, 'python-readers', variables, node);

let stack: Stack;
beforeAll(async () => {
  [stack] = await Promise.all([startStack(), makeCommands(folder)]);
  await insertLogs(stack, documents);
  await insertLogs(stack, conversations);
  const client = await stack.client();
  const [{ content }, csv, parquet] = await Promise.all([
    exportFile(client, { requested_data }),
    exportFile(client, { requested_data, format: 'csv' }),
    exportFile(client, { requested_data: [...requested_data, 'ai_model'], format: 'parquet' }),
  ]);
  writeFileSync(inFolder('export.parquet'), parquet.content);
  writeFileSync(inFolder('export.csv'), csv.content);
  const chats = await exportFile(await stack.client({ workspace: 'chats' }), {
    format: 'chat',
    requested_data: undefined,
  });
  writeFileSync(inFolder('export.chat.jsonl'), chats.content);
  const lines = content.toString().split(/(?<=\n)/);
  const file = [...lines.slice(0, -1), lines[1]!.repeat(REPEATED), lines.at(-1)!].join('');
  writeFileSync(inFolder('export.jsonl'), file);
  writeFileSync(inFolder('export.jsonl.gz'), gzipSync(file));
  writeFileSync(inFolder('export.jsonl.zst'), await inFrames(Buffer.from(file)));
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** As the parts of an export are: each a frame of its own. */
async function inFrames(content: Buffer): Promise<Buffer> {
  const pieces = [0, 1, 2].map((third) =>
    content.subarray((third * content.length) / 3, ((third + 1) * content.length) / 3),
  );
  const frames = await Promise.all(pieces.map((piece) => packings.zstd.pack!(piece)));
  return Buffer.concat(frames.map((frame) => frame.content));
}

/** Prints rows, and of the last row slug, key, tokens and cost, and where they are read the seed and the text. */
const shows: Record<string, string> = {
  Python: `
last = logs[-1]
print(json.dumps([len(logs), last["prompt_slug"], last["virtual_key"], last["request_tokens"], last["cost"],
                  logs[0]["request"]["seed"], logs[5]["response"]]))`,
  pandas: `
import json
last = logs.iloc[-1]
print(json.dumps([len(logs), last.prompt_slug, last.virtual_key, int(last.request_tokens), last.cost,
                  logs.request[0]["seed"], logs.response[5]]))`,
  Polars: `
import json
last = logs.row(-1, named=True)
assert last["answer"] == "Answer 7" and last["created_at"].year == 2026
print(json.dumps([len(logs), last["prompt_slug"], last["virtual_key"], last["request_tokens"], last["cost"],
                  json.loads(logs["request"][0])["seed"], logs["response"][5]]))`,
  PyArrow: `
import json as plain
last = logs.slice(logs.num_rows - 1).to_pylist()[0]
print(plain.dumps([logs.num_rows, last["prompt_slug"], last["virtual_key"], last["request_tokens"], last["cost"]]))`,
  'Hugging Face datasets': `
import json
last = logs[-1]
assert last["metadata"] == {"team": "search"}
print(json.dumps([len(logs), last["prompt_slug"], last["virtual_key"], last["request_tokens"], last["cost"],
                  logs[0]["request"]["seed"], logs[5]["response"]]))`,
};
const whole = [ROWS, '0012', '0012', 7, 2.5, 9007199254740993n, 'upstream timed out'].map(String);
const shown = (json: string) => json.trim().slice(1, -1).replaceAll('"', '').split(', ');

describe.each(Object.keys(shows))('%s', (heading) => {
  const [sample] = named(heading);

  test('reads every value as it is', async () => {
    const values = shown(await run('python', sample!.code + shows[heading]!));
    expect(values).toEqual(whole.slice(0, heading === 'PyArrow' ? 5 : 7));
  });

  if (heading !== 'Python') {
    test.each(['gz', 'zst'])('reads the export compressed as %s', async (suffix) => {
      const code = sample!.code.replace('export.jsonl', `export.jsonl.${suffix}`) + shows[heading]!;
      expect(shown(await run('python', code))).toEqual(whole.slice(0, heading === 'PyArrow' ? 5 : 7));
    });
  }
});

test.each(['export.jsonl', 'export.jsonl.gz', 'export.jsonl.zst'])(
  'DuckDB reads every value of %s as it is',
  async (file) => {
    const statements = named('DuckDB')[0]!.code.replace('export.jsonl', file);
    const printed = await run(
      'python',
      `
import duckdb, json
answers = duckdb.execute(${JSON.stringify(statements)}).fetchall()
assert answers[-1] == ("${lastId}", "search", "Answer 7"), answers[-1]
print(json.dumps(duckdb.sql("""
  SELECT count(*), max(prompt_slug), max(virtual_key), max(request_tokens), max(cost), any_value(request->>'seed'),
    any_value(response->>'$') FILTER (json_type(response) = 'VARCHAR') FROM logs""").fetchall()[0]))`,
    );
    expect(shown(printed)).toEqual(whole);
  },
);

test('pandas reads every cell of a CSV as it is', async () => {
  const printed = await run(
    'python',
    `${named('CSV in pandas')[0]!.code}
last = logs.iloc[-1]
assert last.metadata == {"team": "search"} and last.created_at.year == 2026
print(json.dumps([len(logs), last.prompt_slug, last.virtual_key, int(last.request_tokens), last.cost,
                  json.loads(logs.request[0])["seed"], logs.response[5]]))`,
  );
  expect(shown(printed)).toEqual([String(documents.length), ...whole.slice(1)]);
});

test('DuckDB reads every cell of a CSV as it is', async () => {
  const printed = await run(
    'python',
    `
import duckdb, json
duckdb.execute(${JSON.stringify(named('CSV in DuckDB')[0]!.code)})
print(json.dumps(duckdb.sql("""
  SELECT count(*), max(prompt_slug), max(virtual_key), max(request_tokens), max(cost), any_value(request->>'$.seed'),
    any_value(response) FILTER (response NOT LIKE '{%') FROM logs""").fetchall()[0]))`,
  );
  expect(shown(printed)).toEqual([String(documents.length), ...whole.slice(1)]);
});

test('datasets loads a fine-tuning set', async () => {
  const code = named('A fine-tuning set in datasets')[0]!.code;
  const printed = await run(
    'python',
    `${code}\nimport json\nprint(json.dumps([example["messages"] for example in examples]))`,
  );
  expect(JSON.parse(printed)).toEqual([
    [turn('user', 'Why?'), turn('assistant', 'Because of 0.')],
    [turn('user', [{ type: 'text', text: 'Why?' }]), turn('assistant', 'Because of 1.')],
    [turn('user', 'Why?'), turn('assistant', 'Because of 2.')],
  ]);
});

const ofParquet: [reader: string, show: string][] = [
  [
    'pandas',
    `
last = logs.iloc[-1]
assert last.metadata == {"team": "search"} and last.created_at.year == 2026
print(json.dumps([len(logs), last.prompt_slug, last.virtual_key, last.request_tokens, last.cost,
                  seeds[0], json.loads(logs.response[5])]))`,
  ],
  [
    'Polars',
    `
import json
last = logs.row(-1, named=True)
print(json.dumps([len(logs), last["prompt_slug"], last["virtual_key"], last["request_tokens"], last["cost"],
                  json.loads(logs["request"][0])["seed"], json.loads(logs["response"][5])]))`,
  ],
];
test.each(ofParquet)('%s reads every value of a Parquet file as it is', async (reader, show) => {
  const printed = await run('python', named(`Parquet in ${reader}`)[0]!.code + show);
  expect(shown(printed)).toEqual([String(documents.length), ...whole.slice(1)]);
});

test('DuckDB and PyArrow read a Parquet file by its types', async () => {
  const printed = await run(
    'python',
    `${named('Parquet in PyArrow')[0]!.code}
import duckdb, json
last = logs.to_pylist()[-1]
print(json.dumps([logs.num_rows, last["id"], last["cost"], last["metadata"]]))
print(json.dumps(duckdb.sql(${JSON.stringify(named('Parquet in DuckDB')[0]!.code)}).fetchall()))`,
  );
  expect(
    printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    [documents.length, lastId, 2.5, [['team', 'search']]],
    [['gpt-4o', documents.length, 28, 'search', String(PAST_DOUBLES)]],
  ]);
});

test('jq passes on what it was asked for, to the digit', async () => {
  for (const { language, code } of named('jq')) await run(language, code);
  const last = readFileSync(inFolder('export.jsonl'), 'utf8').trimEnd().split('\n').at(-1)!;
  expect(readFileSync(inFolder('costly.jsonl'), 'utf8')).toBe(`${last}\n`);
  expect(readFileSync(inFolder('costly.tsv'), 'utf8')).toBe(`${lastId}\t0012\t2.5\n`);
});

test.each(Object.entries(nodes))('%s reads every line, and with the library every digit', async (_name, node) => {
  const show = 'console.log(logs.length, logs.at(-1).virtual_key, logs[5].response, String(logs[0].request.seed));';
  const printed: string[] = [];
  for (const { code } of named('Node.js')) printed.push((await run('js', code + show, await node())).trim());
  expect(printed).toEqual([
    `${ROWS} 0012 upstream timed out 9007199254740992`,
    `${ROWS} 0012 upstream timed out 9007199254740993`,
  ]);
});

test('the readers do by default what the page warns of', async () => {
  const printed = await run(
    'python',
    `
import json, duckdb, pandas, polars
from pyarrow import ArrowInvalid, json as arrow
last = pandas.read_json("export.jsonl", lines=True).iloc[-1]
def fails(read, error):
    try: read("export.jsonl")
    except error as raised: return str(raised)
print(json.dumps({
  "pandas": [float(last.prompt_slug), str(last.id)],
  "duckdb": duckdb.sql("SELECT count(prompt_slug), count(cost) FROM 'export.jsonl'").fetchall()[0],
  "polars": fails(polars.read_ndjson, polars.exceptions.ComputeError),
  "pyarrow": fails(lambda file: arrow.read_json(file, arrow.ReadOptions(block_size=64 << 20)), ArrowInvalid),
  "block": fails(arrow.read_json, ArrowInvalid),
}))`,
  );
  expect(JSON.parse(printed)).toEqual({
    pandas: [12, lastId],
    duckdb: [0, 0],
    polars: expect.stringContaining('NULL-typed column') as string,
    pyarrow: expect.stringContaining('changed from') as string,
    block: expect.stringContaining('block') as string,
  });
});
