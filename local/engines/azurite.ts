import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../bare/lock.cjs';
import { npmCommand } from '../bare/packages.cjs';
import { Sentence } from '../bare/sentence.cjs';
import { localDir } from '../paths';

/** The version that the tests ran on: the last one for Node.js 20, with the packages that there were on that day. */
const VERSION = '3.35.0';
const PACKAGES_OF = '2026-11-01';
const folder = path.join(localDir, 'engines-npm', `azurite-${VERSION}`);
const program = path.join(folder, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js');

/**
 * Microsoft's emulator of Azure Blob Storage. It is no package of this project, as it brings hundreds along: it is
 * installed once, where it is needed. Returns the script to run.
 */
export async function ensureAzurite(): Promise<string> {
  if (!existsSync(program)) await withLock(path.join(localDir, 'engines-npm.lock'), install);
  return program;
}

async function install(): Promise<void> {
  if (existsSync(program)) return;
  console.error('Installing azurite, the emulator of Azure Blob Storage (once; about a minute) …');
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  writeFileSync(path.join(draft, 'package.json'), JSON.stringify({ private: true }));
  const [npm, ...args] = npmCommand();
  try {
    await promisify(execFile)(
      npm,
      [
        ...[...args, 'install', `azurite@${VERSION}`, `--before=${PACKAGES_OF}`],
        ...['--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund'],
      ],
      { cwd: draft },
    );
    renameSync(draft, folder);
  } catch (error) {
    const lines = String((error as { stderr?: string }).stderr ?? error)
      .trim()
      .split('\n');
    throw new Sentence(
      `azurite could not be installed by npm (${lines.at(-1)}). Check the network, or set ` +
        'AZURE_STORAGE_CONNECTION_STRING to a server that runs already.',
    );
  }
}
