/** The page's code for an export is run as a visitor would run it. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { localDir } from '../../local/paths';
import { type Language, languages, type Task, writeSnippet } from '../../src/web/snippets/snippets';
import type { ApiClient } from '../support/client';
import { nodes } from '../support/node-versions';
import { pythonWith } from '../support/python';
import { startStack, type Stack } from '../support/stack';

interface Platform {
  language: Language;
  file: string;
  program: () => Promise<string>;
}
const nodeOn = (program: () => Promise<string>): Platform => ({ language: 'Node', file: 'copied.mjs', program });
const platformOf: Record<string, Platform> = {
  curl: { language: 'curl', file: 'copied.sh', program: () => Promise.resolve('bash') },
  ...Object.fromEntries(Object.entries(nodes).map(([name, program]) => [name, nodeOn(program)])),
  Python: { language: 'Python', file: 'copied.py', program: () => pythonWith('python-sdk') },
};
const platforms = Object.values(platformOf);

test('there is a platform for each language of the page', () => {
  expect(new Set(platforms.map(({ language }) => language))).toEqual(new Set(languages));
});

let good: Stack;
let bad: Stack;
beforeAll(async () => {
  [good, bad] = await Promise.all([
    startStack(),
    startStack({ variables: { GCS_BUCKET: 'no-such-bucket' } }),
    ...platforms.map(({ program }) => program()),
  ]);
}, 300_000);
afterAll(() => Promise.all([good.stop(), bad.stop()]));

/** Runs the code in a folder of its own, and answers how it ended and the files that it left. */
async function run({ file, program }: Platform, code: string, key: string) {
  const folder = mkdtempSync(path.join(localDir, 'copied-'));
  try {
    writeFileSync(path.join(folder, file), code);
    const ended = await promisify(execFile)(await program(), [file], {
      cwd: folder,
      env: { ...process.env, PORTKEY_API_KEY: key },
    }).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        output: error.stdout + error.stderr,
      }),
    );
    const files = readdirSync(folder)
      .filter((name) => name !== file)
      .map((name) => readFileSync(path.join(folder, name), 'utf8'));
    return { ...ended, files };
  } finally {
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

const aLog = () => ({
  request: { body: {} },
  response: { status: 200, body: {}, created_at: new Date(Date.now() - 60_000).toISOString() },
  metadata: { trace_id: 'copied' },
});
const create = async (client: ApiClient, more: object = {}) =>
  client.read(await client.create({ filters: { trace_id: 'copied' }, requested_data: ['trace_id'], ...more }));
const line = '{"trace_id":"copied"}\n';
const tasks: Task[] = ['this', 'again'];
const each = Object.keys(platformOf).flatMap((name) => tasks.map((task) => [name, task] as const));

test.each(each)('%s, %s: the file is there in the end', async (name, task) => {
  const platform = platformOf[name]!;
  const client = await good.client({ workspace: `copied-${name.replace(' ', '-')}-${task}` });
  await client.insert(aLog());
  const exported = await create(client);
  const ran = await run(platform, writeSnippet(task, platform.language, exported, `${good.url}/v1`), client.key);
  expect(ran).toMatchObject({ code: 0, files: [line] });

  await client.start(exported.id);
  const ready = await client.settled(exported.id);
  const again = await run(platform, writeSnippet(task, platform.language, ready, `${good.url}/v1`), client.key);
  expect(again).toMatchObject({ code: 0, files: [line] });
});

test.each(each)('%s, %s: a failure ends it with words, and leaves no file', async (name, task) => {
  const platform = platformOf[name]!;
  const client = await bad.client({ workspace: `failing-${name.replace(' ', '-')}-${task}` });
  await client.insert(aLog());
  const exported = await create(client);
  const failed = await run(platform, writeSnippet(task, platform.language, exported, `${bad.url}/v1`), client.key);
  expect(failed.code).not.toBe(0);
  expect(failed.output).toContain('The export ended as failure: The bucket no-such-bucket does not exist.');
  expect(failed.files).toEqual([]);
  const refused = await run(platform, writeSnippet(task, platform.language, exported, `${bad.url}/v1`), 'lxk_wrong');
  expect(refused.code).not.toBe(0);
  expect(refused.output).toContain('The API key is unknown');
  expect(refused.files).toEqual([]);
});

test.each(Object.keys(platformOf))('%s: format and a range that moves are kept', async (name) => {
  const platform = platformOf[name]!;
  const client = await good.client({ workspace: `moving-${name.replace(' ', '-')}` });
  await client.insert(aLog());
  for (const relative_range of ['last_hour', 'this_month', 'this_quarter'] as const) {
    const filters = { trace_id: 'copied', created_at: { gte: '2020-01-01T00:00:00Z', lt: '2020-01-02T00:00:00Z' } };
    const exported = await create(client, { filters, relative_range, format: 'jsonl.gz' });
    const ran = await run(platform, writeSnippet('again', platform.language, exported, `${good.url}/v1`), client.key);
    expect(ran).toMatchObject({ code: 0, output: '' });
    const { body } = await client.send<{ data: (typeof exported)[] }>('GET', '/v1/logs/exports?page_size=1');
    expect(body.data[0]).toMatchObject({ status: 'success', format: 'jsonl.gz', relative_range, total_records: 1 });
  }
});
