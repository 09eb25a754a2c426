import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformFileSync } from '@swc/core';
import { bundleWorkflows } from '../../src/temporal/bundle-workflows';
import { root } from '../../local/paths';
import { nameCompiledService } from './compiled-script';
import { testWorkflowBundle } from './workflow-bundle';

/** Compiles a service's sources without checking their types; the page is left out. */
export function compileSources(sources: string, dist: string): void {
  for (const entry of readdirSync(sources, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const relative = path.relative(sources, file);
    if (!relative.endsWith('.ts') || relative.startsWith(`web${path.sep}`)) continue;
    const { code } = transformFileSync(file, {
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs', ignoreDynamic: true },
    });
    const target = path.join(dist, relative.replace(/\.ts$/, '.js'));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
}

/**
 * Compiles the service once for a whole test run and bundles its workflows. Processes start from this three times as
 * fast as from the sources, and no worker has to bundle for itself.
 */
export async function compileService(folder: string): Promise<void> {
  const dist = path.join(folder, 'dist');
  compileSources(path.join(root, 'src'), dist);
  copyFileSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  nameCompiledService(dist);
  writeFileSync(testWorkflowBundle().codePath, (await bundleWorkflows()).code);
}
