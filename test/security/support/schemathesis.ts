import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from '../../../local/bare/lock.cjs';
import { localDir } from '../../../local/paths';

export const SCHEMATHESIS = '4.32.5';

const venv = path.join(localDir, 'schemathesis');
const marker = path.join(venv, 'installed.txt');
/** A virtual environment holds its own path: moved, it no longer runs. */
const installed = () => existsSync(marker) && readFileSync(marker, 'utf8') === `${venv} ${SCHEMATHESIS}`;

/** Installs Schemathesis under `.local/` unless it is there; needs Python 3.10 or later. */
async function ensureSchemathesis(): Promise<string> {
  const program = path.join(venv, 'bin', 'schemathesis');
  if (installed()) return program;
  mkdirSync(localDir, { recursive: true });
  await withLock(path.join(localDir, 'schemathesis.lock'), async () => {
    if (installed()) return;
    const quiet = { stdio: 'pipe' } as const;
    execFileSync(process.env.PYTHON ?? 'python3', ['-m', 'venv', '--clear', venv], quiet);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `schemathesis==${SCHEMATHESIS}`];
    execFileSync(path.join(venv, 'bin', 'python'), pip, quiet);
    writeFileSync(marker, `${venv} ${SCHEMATHESIS}`);
    await Promise.resolve();
  });
  return program;
}

export interface SchemathesisRun {
  passed: boolean;
  output: string;
}

/** Runs every check of Schemathesis against the API, stateful ones too. */
export async function runSchemathesis(
  apiUrl: string,
  { key, examples, seed, options = [] }: { key: string; examples: number; seed: number; options?: string[] },
): Promise<SchemathesisRun> {
  const program = await ensureSchemathesis();
  const args = [
    ...['--config-file', path.join(__dirname, 'schemathesis.toml'), '--no-color'],
    ...['run', `${apiUrl}/openapi.json`, '--url', apiUrl, '--header', `x-portkey-api-key: ${key}`],
    ...['--checks', 'all', '--phases', 'examples,coverage,fuzzing,stateful', '--max-examples', String(examples)],
    ...['--seed', String(seed), '--generation-database', 'none', '--continue-on-failure'],
    // Its own ten seconds are too short on a busy machine.
    ...['--request-timeout', '60'],
    ...options,
  ];
  return new Promise((resolve) => {
    const running = execFile(program, args, { maxBuffer: 64 << 20, cwd: localDir }, (error, stdout, stderr) => {
      resolve({ passed: error === null, output: `${stdout}\n${stderr}` });
    });
    process.once('exit', () => running.kill());
  });
}
