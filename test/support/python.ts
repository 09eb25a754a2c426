import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../local/bare/lock.cjs';
import { localDir } from '../../local/paths';

const run = promisify(execFile);
const REQUIREMENT = 'portkey-ai==2.3.4';
const venv = path.join(localDir, 'python-sdk');
const python = path.join(venv, 'bin', 'python');

/** Whether the virtual environment runs, where it lies now, and holds the version asked for. */
async function isInstalled(): Promise<boolean> {
  if (!existsSync(python)) return false;
  const script = `from importlib.metadata import version; print("portkey-ai==" + version("portkey-ai"))`;
  return run(python, ['-c', script]).then(
    ({ stdout }) => stdout.trim() === REQUIREMENT,
    () => false,
  );
}

async function install(): Promise<void> {
  rmSync(venv, { recursive: true, force: true });
  try {
    await run(process.env.PYTHON ?? 'python3', ['-m', 'venv', venv]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', REQUIREMENT]);
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || String(error);
    throw new Error(
      `The Python SDK (${REQUIREMENT}) could not be installed. It needs Python 3.9 or later with venv, and pip's ` +
        `package index. Python said: ${said}`,
      { cause: error },
    );
  }
}

/** The path of a Python that has the published SDK, which is installed first where it is missing. */
export async function pythonWithSdk(): Promise<string> {
  if (await isInstalled()) return python;
  await withLock(path.join(localDir, 'python-sdk.lock'), async () => {
    if (!(await isInstalled())) await install();
  });
  return python;
}

/** Runs a script with the SDK, and resolves to what it printed. */
export async function runPython(script: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await run(await pythonWithSdk(), ['-c', script], { env: { ...process.env, ...env } });
  return stdout;
}
