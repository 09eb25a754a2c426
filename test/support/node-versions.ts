import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../local/bare/lock.cjs';
import { localDir } from '../../local/paths';

const run = promisify(execFile);

const NODE_24 = '24.22.3';
const folder = path.join(localDir, 'node-24');
const program = path.join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');

const isInstalled = async () =>
  existsSync(program) && (await run(program, ['--version'])).stdout.trim() === `v${NODE_24}`;

/** The path of Node.js 24, which is taken from the npm registry first if it is missing. */
async function node24(): Promise<string> {
  await withLock(`${folder}.lock`, async () => {
    if (await isInstalled()) return;
    const wanted = `node-${process.platform}-${process.arch}@${NODE_24}`;
    await run('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', wanted]);
  });
  return program;
}

const running = `Node.js ${process.versions.node.split('.')[0]!}`;

/** What samples in JavaScript are run on: the Node.js that runs the tests, and 24. Each resolves to a program's path. */
export const nodes: Record<string, () => Promise<string>> = {
  'Node.js 24': node24,
  [running]: () => Promise.resolve(process.execPath),
};
