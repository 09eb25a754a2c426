/** The commands of the pages on installing, configuring and operating: run where they can be, else held against the repository. */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from '../../local/bare/build.cjs';
import { temporalProgram } from '../../local/engines/temporal';
import { root } from '../../local/paths';
import { startStack, type Stack } from '../support/stack';
import { searchAttributeNames } from '../../src/contract/workflow';
import { contextPaths } from './support/image';

// Where the build is older than the sources, it is made anew first.
jest.setTimeout(600_000);

const run = promisify(execFile);
const pages = ['install', 'configuration', 'operations'];

interface Block {
  /** What it needs that the tests don't have; none: it is run. */
  needs: string | undefined;
  script: string;
  /** What the page says that it prints. */
  printed: string | undefined;
}

const read = (page: string) => readFileSync(path.join(root, 'docs', `${page}.md`), 'utf8');
const blocksOf = (page: string): Block[] =>
  [...read(page).matchAll(/^```sh(?: needs-(\w+))?\n(.*?)^```\n(?:\n```text\n(.*?)^```$)?/gms)].map(
    ([, needs, script, printed]) => ({ needs, script: script!, printed }),
  );

let stack: Stack;
beforeAll(async () => {
  await build(root);
  stack = await startStack();
});
afterAll(async () => {
  await stack.stop();
  rmSync(path.join(root, 'sbom.cdx.json'), { force: true });
});

describe.each(pages)('docs/%s.md', (page) => {
  const blocks = blocksOf(page);

  test('its commands do what it says', async () => {
    const { MONGO_DATABASE, TEMPORAL_TASK_QUEUE, GCS_PREFIX } = stack.config;
    const env = {
      ...process.env,
      ...{ MONGO_DATABASE, TEMPORAL_TASK_QUEUE, GCS_PREFIX, LOGS_EXPORT_URL: stack.url },
      PATH: `${path.dirname(await temporalProgram())}:${process.env.PATH!}`,
    };
    for (const { script: written, printed } of blocks.filter(({ needs }) => !needs)) {
      // A Temporal that is there already has its namespaces for good.
      const script = written.replaceAll('--namespace logs-export', `--namespace ${TEMPORAL_TASK_QUEUE}`);
      const { stdout, stderr } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: root, env });
      if (printed) expect(stderr + stdout).toBe(printed);
    }
  });

  test('the commands that need more are whole, and name what is there', async () => {
    for (const { script } of blocks.filter(({ needs }) => needs)) {
      await run('bash', ['-n', '-c', script]);
      const named = script.match(/\b(?:deploy|dist)\/[\w./-]+/g) ?? [];
      const resources = /^deploy\/logs-export-(api|worker)$/;
      expect(named.filter((file) => !resources.test(file) && !existsSync(path.join(root, file)))).toEqual([]);
    }
  });

  test('what it links to is there', () => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#[^)]*)?\)/g)].map(([, link]) => link!);
    expect(links.filter((link) => link && !existsSync(path.join(root, 'docs', link)))).toEqual([]);
  });
});

test('a build leaves the CLI a program: npx links to it once, and runs what later builds put there', () => {
  expect(() => accessSync(path.join(root, 'dist/cli/logs-export.js'), constants.X_OK)).not.toThrow();
});

test('the search attributes made by hand are those of the service', () => {
  const made = [...read('install').matchAll(/--name (\w+) --type Keyword/g)].map(([, name]) => name!);
  expect(made.sort()).toEqual([...searchAttributeNames].sort());
});

test('the collections that are backed up are those of the service', async () => {
  const { MONGO_DATABASE, MONGO_COLLECTION_NAME } = stack.config;
  // The settings' collection has no index of its own: it is there once something was denied.
  const admin = await stack.client({ workspace: null });
  await admin.send('PUT', '/v1/export-settings', { denied_fields: [] });
  const there = await stack.mongo.db(MONGO_DATABASE).listCollections({}, { nameOnly: true }).toArray();
  const own = there.map(({ name }) => name).filter((name) => name !== MONGO_COLLECTION_NAME);
  const loops = [...read('operations').matchAll(/^for collection in (.+); do$/gm)].map(([, names]) =>
    names!.split(' '),
  );
  expect(loops).toHaveLength(2);
  for (const names of loops) expect(names.sort()).toEqual(own.sort());
});

test('the scripts that the image is said to have are built from sources that it has', () => {
  const scripts = [...read('install').matchAll(/^\| `dist\/([\w/-]+)\.js/gm)].map(([, script]) => script!);
  expect(scripts.length).toBeGreaterThan(5);
  expect(scripts.filter((script) => !existsSync(path.join(root, 'src', `${script}.ts`)))).toEqual([]);
  expect(contextPaths()).toContain('src');
});
