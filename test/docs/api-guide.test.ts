import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../local/paths';
import { startStack, type Stack } from '../support/stack';

const run = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'logs-export-guide-'));

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the calls of the API guide do what it says, pasted one after the other', async () => {
  const guide = readFileSync(path.join(root, 'docs', 'api-guide.md'), 'utf8');
  const blocks = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!);
  const { key } = await stack.client();
  const env = { ...process.env, LOGS_EXPORT_URL: stack.url, LOGS_EXPORT_API_KEY: key };
  const script = ['set -euo pipefail', ...blocks.map((block, index) => `echo; echo "== ${index}"\n${block}`)].join(
    '\n',
  );
  const { stdout } = await run('bash', ['-c', script], { cwd: folder, env }).catch((error: { stdout: string }) => {
    throw new Error(`The script stopped after it had printed:\n${error.stdout}`);
  });

  const printed = stdout.split(/^== \d+$/m).map((part) => part.trim());
  const after = (call: string) => printed[blocks.findIndex((block) => block.includes(call)) + 1]!;
  expect(after('api /logs -d')).toContain('"total":2');
  expect(after('/preview')).toMatch(/"total":2,.*"capped":false/);
  expect(after('/start')).toMatch(/"status":"success".*"error":null/);
  expect(after('wc -c')).toBe('200 429');
  expect(after('status=stopped')).toContain('March, for finance');
  const { body } = await (
    await stack.client()
  ).send<{ data: { schedule_id: string | null }[] }>('GET', '/v1/logs/exports');
  // The backfill of the guide's schedule has made some.
  expect(body.data.filter(({ schedule_id }) => schedule_id === null)).toEqual([]);
});
