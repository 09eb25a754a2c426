import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './bare/lock.cjs';
import { run } from './bare/run.cjs';
import { Sentence } from './bare/sentence.cjs';
import { findOnPath } from './engines/executable';
import { localDir } from './paths';

const folder = path.join(localDir, 'prometheus');

interface Programs {
  prometheus: string;
  promtool: string;
}

function findPrometheus(): Programs | null {
  const unpacked = path.join(folder, 'usr', 'bin');
  const searchPath = [process.env.PATH, unpacked].join(path.delimiter);
  const prometheus = findOnPath(['prometheus'], searchPath);
  const promtool = findOnPath(['promtool'], searchPath);
  return prometheus && promtool ? { prometheus, promtool } : null;
}

/** Debian's package, only unpacked: installed, it would bring a server of its own to life. */
async function unpackFromDebian() {
  mkdirSync(folder, { recursive: true });
  const quietly = { cwd: folder, stdout: 'stderr' } as const;
  await run('apt-get', ['-q', 'update'], quietly);
  await run('apt-get', ['-qq', 'download', 'prometheus'], quietly);
  await run('sh', ['-c', 'dpkg-deb --extract prometheus_*.deb . && rm prometheus_*.deb'], quietly);
}

/** Prometheus for the tests of alerts and dashboard: the one on PATH, else one that is fetched now. Returns its programs. */
export async function ensurePrometheus(): Promise<Programs> {
  const there = findPrometheus();
  if (there) return there;
  return withLock(path.join(localDir, 'prometheus.lock'), async () => {
    const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
    if (!findPrometheus() && isDebianRoot) {
      console.error('Fetching Prometheus for the tests of alerts and dashboard …');
      await unpackFromDebian();
    }
    const fetched = findPrometheus();
    if (fetched) return fetched;
    throw new Sentence(
      'The tests of alerts and dashboard need Prometheus, and it could not be found or fetched. ' +
        'Install it, so that prometheus and promtool are on PATH.',
    );
  });
}
