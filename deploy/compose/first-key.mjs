// Run by `docker compose up`: prints a first API key if there is none yet. More keys: docs/operations.md, "API keys".
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The folder of the image's app, unless a test says another. */
const app = process.argv[2] ?? '/app';
const keys = (...args) =>
  execFileSync(process.execPath, [join(app, 'dist/cli/keys.js'), ...args], { encoding: 'utf8' }).trim();

if (keys('list') === '') {
  const scopes = 'logs.export,logs.write,logs.view,completions,admin';
  console.log(keys('create', '--organisation', 'acme', '--scopes', scopes, '--name', 'first key'));
} else {
  console.log('There are keys already.');
}
