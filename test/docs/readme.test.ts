/** The samples of the README, run as they are printed: each must leave the same file. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { localDir } from '../../local/paths';
import { compiledScript } from '../support/compiled-script';
import { nodes } from '../support/node-versions';
import { pythonWith } from '../support/python';
import { startStack, type Stack } from '../support/stack';
import { makeCommands, runSample, samplesOf } from './support/samples';

const samples = samplesOf('README.md').filter(({ code }) => /\bmarch\.jsonl\b/.test(code));
/** JavaScript is run by each Node.js; the rest once. */
const runs = samples.flatMap((sample) =>
  sample.language === 'js'
    ? Object.entries(nodes).map(([name, node]) => ({ name, sample, node }))
    : [{ name: sample.heading, sample, node: () => Promise.resolve(process.execPath) }],
);

/** Within the repository, so that its packages are found. */
const folder = mkdtempSync(path.join(localDir, 'test-readme-'));

let stack: Stack;
let key: string;
beforeAll(async () => {
  [stack] = await Promise.all([
    startStack(),
    makeCommands(folder, compiledScript('cli/logs-export')),
    pythonWith('python-sdk'),
  ]);
  const client = await stack.client();
  key = client.key;
  const log = (id: number, created_at: string, model: string) => ({
    request: { url: 'https://x.dev/v1/chat', body: { model, messages: [{ role: 'user', content: `Question ${id}` }] } },
    response: { status: 200, body: { model, choices: [{ message: { content: `Answer ${id}` } }] } },
    metadata: { created_at, team: 'search' },
  });
  const inserted = await client.insert([
    log(0, '2026-02-28T23:59:59.999Z', 'gpt-4o'),
    log(1, '2026-03-01T00:00:00.000Z', 'gpt-4o'),
    log(2, '2026-03-31T23:59:59.999Z', 'gpt-4o-mini'),
    log(3, '2026-04-01T00:00:00.000Z', 'gpt-4o'),
  ]);
  expect(inserted.status).toBe(200);
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('there is one of each kind', () => {
  expect(samples.map(({ heading }) => heading)).toEqual(['REST', 'Node.js', 'Python', 'Command line']);
});

test.each(runs)('$name: exports March', async ({ sample, node }) => {
  const file = path.join(folder, 'march.jsonl');
  rmSync(file, { force: true });
  const variables = { LOGS_EXPORT_URL: stack.url, LOGS_EXPORT_API_KEY: key };
  await runSample(sample, folder, 'python-sdk', variables, await node());
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const logs = lines.map((line) => JSON.parse(line) as { created_at: string; response: { choices: unknown[] } });
  expect(logs.map(({ created_at }) => created_at)).toEqual(['2026-03-01T00:00:00.000Z', '2026-03-31T23:59:59.999Z']);
  expect(logs.map(({ response }) => response.choices)).toEqual([
    [{ message: { content: 'Answer 1' } }],
    [{ message: { content: 'Answer 2' } }],
  ]);
});
