import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../local/bare/lock.cjs';
import { localDir } from '../../local/paths';

const run = promisify(execFile);

/** What the tests take from PyPI, by virtual environment. */
const requirements = {
  'python-sdk': ['portkey-ai==2.3.4'],
  'python-webhooks': ['standardwebhooks==1.1.0'],
  'python-readers': [
    'pandas==3.1.1',
    'polars==2.1.0',
    'duckdb==2.0.1',
    'pyarrow==26.0.1',
    'datasets==5.2.0',
    'zstandard==0.25.0',
    'jq==1.13.0',
  ],
};
type Environment = keyof typeof requirements;

const venvOf = (name: Environment) => path.join(localDir, name);
const pythonOf = (name: Environment) => path.join(venvOf(name), 'bin', 'python');

/** Whether the virtual environment runs, where it lies now, and holds the versions asked for. */
async function isInstalled(name: Environment): Promise<boolean> {
  if (!existsSync(pythonOf(name))) return false;
  const script = 'import importlib.metadata as m, sys; print(*(f"{p}=={m.version(p)}" for p in sys.argv[1:]))';
  const packages = requirements[name].map((requirement) => requirement.split('==')[0]!);
  return run(pythonOf(name), ['-c', script, ...packages]).then(
    ({ stdout }) => stdout.trim() === requirements[name].join(' '),
    () => false,
  );
}

async function install(name: Environment): Promise<void> {
  rmSync(venvOf(name), { recursive: true, force: true });
  try {
    await run(process.env.PYTHON ?? 'python3', ['-m', 'venv', venvOf(name)]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--no-compile'];
    await run(pythonOf(name), [...pip, ...requirements[name]]);
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || String(error);
    throw new Error(
      `${requirements[name].join(', ')} could not be installed. That needs Python 3.11 or later with venv, and pip's ` +
        `package index. Python said: ${said}`,
      { cause: error },
    );
  }
}

/** The path of a Python that has these packages, which are installed first if they are missing. */
export async function pythonWith(name: Environment): Promise<string> {
  if (await isInstalled(name)) return pythonOf(name);
  await withLock(`${venvOf(name)}.lock`, async () => {
    if (!(await isInstalled(name))) await install(name);
  });
  return pythonOf(name);
}

/**
 * A script that ends its process itself: where Python ends it, a thread of PyArrow's aborts it now and then ("terminate
 * called without an active exception"), after all is done.
 */
export const endingItself = (script: string) => `${script}\nimport os, sys\nsys.stdout.flush()\nos._exit(0)\n`;

/** Runs a script with the SDK, and resolves to what it printed. */
export async function runPython(script: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await run(await pythonWith('python-sdk'), ['-c', script], { env: { ...process.env, ...env } });
  return stdout;
}
