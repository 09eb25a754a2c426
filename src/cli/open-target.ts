import { basename } from 'node:path';
import { checkTarget } from './check-target';
import { fileTarget } from './file-target';
import { STDOUT, stdoutTarget } from './stdout-target';
import type { Target } from './target';

/** `name`: the file's own, which a file is called after unless a path was given. */
export async function openTarget(
  path: string | undefined,
  { name, force }: { name: string; force: boolean },
): Promise<Target> {
  if (path === STDOUT) return stdoutTarget();
  // Not even a forged answer may name a file elsewhere.
  const chosen = path ?? basename(name);
  checkTarget(chosen, { force });
  return fileTarget(chosen);
}
