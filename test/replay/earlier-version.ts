import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../local/paths';
import { compileSources } from '../support/compile-service';

const run = promisify(execFile);

/** The commits that versions were published from. */
const commits = { '0.1.0': 'a8061d1b01c1d3d9e93e51ff4b942e69bed2e013' } as const;

/**
 * A published version as it was: its sources from the history of this repository, compiled, with its workflows bundled.
 * It runs with today's dependencies, which hold all that it needs.
 */
export async function buildEarlierVersion(
  version: keyof typeof commits,
): Promise<{ dist: string; remove: () => void }> {
  const folder = path.join(root, '.local', `version-${version}-${process.pid}`);
  const [archive, dist] = [path.join(folder, 'archive.tar'), path.join(folder, 'dist')];
  mkdirSync(folder, { recursive: true });
  await run('git', ['archive', '--output', archive, commits[version], 'src', 'package.json'], { cwd: root });
  await run('tar', ['-xf', archive, '-C', folder]);
  compileSources(path.join(folder, 'src'), dist);
  await run(process.execPath, [path.join(dist, 'bundle-workflows.js')], { cwd: folder });
  return { dist, remove: () => rmSync(folder, { recursive: true }) };
}
