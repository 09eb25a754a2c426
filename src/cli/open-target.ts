import { basename } from 'node:path';
import { checkTarget } from './check-target';
import { fileTarget } from './file-target';
import { STDOUT, stdoutTarget } from './stdout-target';
import type { Target } from './target';

/** `name`: the export's file name, used unless a path was given. */
export async function openTarget(
  path: string | undefined,
  { name, force }: { name: string; force: boolean },
): Promise<Target> {
  if (path === STDOUT) return stdoutTarget();
  // A forged answer must not name a file in another folder.
  const chosen = path ?? basename(name);
  checkTarget(chosen, { force });
  return fileTarget(chosen);
}
